//! Query strings that several lists share: where to begin, how many rows, how long to wait for them.

use core::future::Future;
use core::time::Duration;

use clickatell_core::time::Duration as Span;

use super::Control;
use super::error::Error;
use crate::clock::parse_span;
use crate::shared::stopped;

/// Rows of an answer when the request does not say how many.
const ROWS: usize = 100;

/// `wait=5s`: how long to wait; not at all without it.
pub(super) fn wait(control: &Control, text: Option<&str>) -> Result<Span, Error> {
    let most = Span::from_secs(control.shared.config.limits.wait_seconds);
    let wait = text.map(|text| {
        parse_span(text)
            .ok_or_else(|| Error::bad_request(format!("wait: {text:?} is no span like 5s or 250ms")))
    });
    Ok(wait.transpose()?.unwrap_or_default().min(most))
}

/// `limit=10`: how many rows at most.
pub(super) fn limit(control: &Control, limit: Option<usize>) -> i64 {
    let most = control.shared.config.limits.page;
    i64::try_from(limit.unwrap_or(ROWS).min(most)).unwrap_or(i64::MAX)
}

/// Asks until there are so many rows, for as long as may be waited; then gives what there is.
pub(super) async fn rows<T, F: Future<Output = Result<Vec<T>, Error>>>(
    control: &Control,
    count: usize,
    wait: Duration,
    mut ask: impl FnMut() -> F,
) -> Result<Vec<T>, Error> {
    let mut sequence = control.shared.store.sequence();
    let mut stop = control.stop.clone();
    let deadline = tokio::time::Instant::now().checked_add(wait);
    loop {
        sequence.mark_unchanged();
        let rows = ask().await?;
        let Some(deadline) = deadline.filter(|_| rows.len() < count) else { return Ok(rows) };
        tokio::select! {
            changed = sequence.changed() => if changed.is_err() { return Ok(rows) },
            () = tokio::time::sleep_until(deadline) => return Ok(rows),
            () = stopped(&mut stop) => return Ok(rows),
        }
    }
}
