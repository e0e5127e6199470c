//! Conditions 5 to 8: what single PDUs show.

use alloc::vec::Vec;

use clickatell_core::time::Instant;

use super::condition::{Breach, Condition, Evidence};
use super::conn::Delivery;
use super::{ComplianceMonitor, after};
use crate::code::{CommandId, CommandStatus};
use crate::frame::Frame;
use crate::link::ConnId;
use crate::pdu::{BindKind, DeliverSm, SubmitSm};
use crate::profile::clickatell::ErrorCode;
use crate::receipt::Receipt;
use crate::session::Role;
use crate::tolerance::Tolerance;

impl ComplianceMonitor {
    pub(super) fn on_esme_pdu(&mut self, now: Instant, id: ConnId, frame: &Frame<'_>) {
        let command = frame.header().command_id;
        match command {
            CommandId::SUBMIT_SM => self.on_submit(now, frame),
            CommandId::ENQUIRE_LINK => self.on_probe(now, id, frame),
            CommandId::DELIVER_SM_RESP | CommandId::GENERIC_NACK => self.on_delivery_answer(now, id, frame),
            CommandId::UNBIND => self.on_unbind(id, Role::Esme),
            _ if command.is_bind() => self.on_bind(now, id, frame),
            _ => {}
        }
    }

    pub(super) fn on_smsc_pdu(&mut self, now: Instant, id: ConnId, frame: &Frame<'_>) {
        let command = frame.header().command_id;
        match command {
            CommandId::DELIVER_SM => {
                let Some(conn) = self.conns.get_mut(&id) else { return };
                if conn.deliveries.len() >= self.limits.deliveries {
                    conn.overlooked = true;
                    return;
                }
                let delivery = Delivery { pdu: frame.to_buf(), until: now + self.limits.response };
                conn.deliveries.insert(frame.header().sequence_number, delivery);
            }
            CommandId::UNBIND => self.on_unbind(id, Role::Smsc),
            _ if command.is_response()
                && (BindKind::of(command).is_some() || command == CommandId::GENERIC_NACK) =>
            {
                self.on_bind_answer(now, id, frame);
            }
            _ => {}
        }
    }

    fn on_unbind(&mut self, id: ConnId, by: Role) {
        if let Some(conn) = self.conns.get_mut(&id)
            && conn.left.is_none()
        {
            conn.leave(by);
            conn.unbound = true;
        }
    }

    fn on_submit(&mut self, now: Instant, frame: &Frame<'_>) {
        let submit: SubmitSm<'_> = match frame.decode_as(&Tolerance::STRICT, &mut ()) {
            Ok(submit) => submit,
            Err(fault) => {
                return self
                    .fail(Condition::SubmitSm, Evidence::in_frame(now, Breach::Malformed(fault), frame));
            }
        };
        match self.profile.check_submit(&submit, false) {
            Ok(()) => self.pass(Condition::SubmitSm),
            Err(violation) => {
                self.fail(Condition::SubmitSm, Evidence::in_frame(now, Breach::Violation(violation), frame));
            }
        }
        self.on_receipt_wish(now, submit.registered_delivery.get() != 0, frame);
    }

    fn on_probe(&mut self, now: Instant, id: ConnId, frame: &Frame<'_>) {
        let Some(conn) = self.conns.get_mut(&id) else { return };
        let Some(last) = conn.probed.replace(now) else {
            // Not bound, or leaving: no probe is expected, and none is wrong.
            conn.probed = None;
            return;
        };
        let span = now.since(last);
        if self.limits.enquire_link.contains(&span) {
            self.pass(Condition::EnquireLink);
        } else {
            self.fail(Condition::EnquireLink, Evidence::in_frame(now, Breach::ProbeInterval(span), frame));
        }
    }

    fn on_delivery_answer(&mut self, now: Instant, id: ConnId, frame: &Frame<'_>) {
        let header = frame.header();
        let nacked = header.command_id == CommandId::GENERIC_NACK;
        let Some(conn) = self.conns.get_mut(&id) else { return };
        let Some(delivery) = conn.deliveries.remove(&header.sequence_number) else {
            if !nacked && !conn.overlooked {
                self.fail(Condition::DeliverSmResp, Evidence::in_frame(now, Breach::WrongNumber, frame));
            }
            return;
        };
        if nacked {
            self.fail(Condition::DeliverSmResp, Evidence::in_frame(now, Breach::DeliveryNacked, frame));
            self.fail(Condition::DeliverSm, Evidence::in_frame(now, Breach::DeliveryNacked, frame));
            return;
        }
        self.pass(Condition::DeliverSmResp);
        self.on_delivery_status(now, header.command_status, &delivery, frame);
    }

    /// A temporary error is no proof that a client cannot handle a delivery, and none that it can.
    fn on_delivery_status(
        &mut self,
        now: Instant,
        status: CommandStatus,
        delivery: &Delivery,
        frame: &Frame<'_>,
    ) {
        if status.is_ok() {
            let frame = delivery.pdu.frame();
            let is_receipt = frame
                .decode_as::<DeliverSm<'_>>(&Tolerance::FIELD, &mut ())
                .is_ok_and(|deliver| Receipt::of(&deliver).is_some());
            let (message, receipt) = &mut self.handled;
            *(if is_receipt { receipt } else { message }) = true;
            if self.handled == (true, true) {
                self.pass(Condition::DeliverSm);
            }
        } else if !ErrorCode::new(status.get()).is_temporary() {
            self.fail(Condition::DeliverSm, Evidence::in_frame(now, Breach::DeliveryRefused(status), frame));
        }
    }

    /// What was not sent in time.
    pub(super) fn overdue_pdus(&mut self, now: Instant) {
        let mut late: Vec<(Condition, Evidence)> = Vec::new();
        let longest = *self.limits.enquire_link.end();
        for conn in self.conns.values_mut() {
            if let Some(last) = conn.probed.take_if(|last| after(*last + longest) <= now) {
                // Told once; the next that comes begins anew.
                let breach = Breach::NoProbe(now.since(last));
                late.push((Condition::EnquireLink, Evidence::of(now, breach)));
                conn.probed = Some(now);
            }
            conn.deliveries.retain(|_, delivery| {
                let overdue = after(delivery.until) <= now;
                if overdue {
                    let evidence = Evidence::in_frame(now, Breach::DeliveryUnanswered, &delivery.pdu.frame());
                    late.push((Condition::DeliverSmResp, evidence));
                }
                !overdue
            });
        }
        for (condition, evidence) in late {
            self.fail(condition, evidence);
        }
    }
}
