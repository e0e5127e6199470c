//! What several lists share: how many rows there may be, how many are enough, and how long to wait for them.

use core::future::Future;
use core::time::Duration;

use super::Control;
use super::error::Error;
use crate::clock::parse_span;
use crate::shared::stopped;

/// Rows of an answer when the request does not say how many.
const ROWS: usize = 100;

/// The number after which rows are wanted; all of them without it.
pub(super) fn since(number: Option<i64>) -> Result<i64, Error> {
    match number.unwrap_or(0) {
        negative @ ..0 => {
            Err(Error::bad_request(format!("since: {negative} is no number of a row; the first row is 1")))
        }
        number => Ok(number),
    }
}

/// One answer of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    /// How many rows at most.
    pub(super) limit: i64,
    /// With how many rows the waiting ends.
    enough: usize,
    wait: Duration,
}

impl Page {
    /// By the parameters `limit=10`, `count=3` and `wait=5s` of a request; without them 100 rows, 1 row and no wait.
    pub(super) fn new(
        control: &Control,
        limit: Option<usize>,
        count: Option<usize>,
        wait: Option<&str>,
    ) -> Result<Self, Error> {
        let limits = &control.shared.config.limits;
        let rows = limit.unwrap_or_else(|| ROWS.min(limits.page));
        if !(1..=limits.page).contains(&rows) {
            return Err(Error::bad_request(format!("limit: {rows} is not from 1 to {}", limits.page)));
        }
        let enough = count.unwrap_or(1);
        if enough > rows {
            let message = format!("count: {enough} rows end the wait, but limit allows only {rows}");
            return Err(Error::bad_request(message));
        }
        let wait = wait.map(|text| {
            parse_span(text)
                .ok_or_else(|| Error::bad_request(format!("wait: {text:?} is no span like 5s or 250ms")))
        });
        let wait = wait.transpose()?.unwrap_or_default();
        if wait > Duration::from_secs(limits.wait_seconds) {
            return Err(Error::bad_request(format!("wait: at most {} seconds", limits.wait_seconds)));
        }
        Ok(Self { limit: i64::try_from(rows).unwrap_or(i64::MAX), enough, wait })
    }

    /// Asks until there are enough rows, for as long as may be waited; then gives what there is.
    pub(super) async fn rows<T, F: Future<Output = Result<Vec<T>, Error>>>(
        self,
        control: &Control,
        mut ask: impl FnMut() -> F,
    ) -> Result<Vec<T>, Error> {
        let mut sequence = control.shared.store.sequence();
        let mut stop = control.stop.clone();
        let deadline = tokio::time::Instant::now().checked_add(self.wait);
        loop {
            sequence.mark_unchanged();
            let rows = ask().await?;
            let Some(deadline) = deadline.filter(|_| rows.len() < self.enough) else { return Ok(rows) };
            tokio::select! {
                changed = sequence.changed() => if changed.is_err() { return Ok(rows) },
                () = tokio::time::sleep_until(deadline) => return Ok(rows),
                () = stopped(&mut stop) => return Ok(rows),
            }
        }
    }
}
