//! Strict when building.

use super::*;
use crate::callback::CallbackLevel;
use crate::id::MessageId;
use crate::number::Msisdn;

fn message() -> SendMsg<'static> {
    SendMsg::new([Msisdn::parse("27999123454").unwrap()], Content::for_text("Hi"))
}

#[test]
fn soap_5_3_2_the_least_that_a_call_has() {
    let expected = [(Parameter::To, "27999123454".into()), (Parameter::Text, "Hi".into())];
    assert_eq!(message().build().unwrap(), expected);
}

#[test]
fn what_the_gateway_would_refuse_is_not_built() {
    type Spoil = fn(&mut SendMsg<'static>);
    let cases: [(Spoil, Rule, Parameter, usize, u16); 9] = [
        (|message| message.to.clear(), Rule::Missing, Parameter::To, 0, 101),
        (|message| message.to.push("".into()), Rule::Length { least: 7, most: 15 }, Parameter::To, 0, 105),
        (|message| message.to.push("+27999123454".into()), Rule::Plus, Parameter::To, 0, 105),
        (|message| message.to.push("0831234567".into()), Rule::LeadingZero, Parameter::To, 0, 105),
        (|message| message.content = Content::Text("".into()), Rule::Empty, Parameter::Text, 0, 107),
        (
            |message| message.content = Content::Data([].as_slice().into()),
            Rule::Empty,
            Parameter::Text,
            0,
            107,
        ),
        (
            |message| message.content = Content::Text("a".repeat(161).into()),
            Rule::Parts { needed: 2, allowed: 1 },
            Parameter::Text,
            0,
            113,
        ),
        (
            |message| message.options.callback = CallbackLevel::new(8),
            Rule::Range { least: 0, most: 7 },
            Parameter::Callback,
            0,
            101,
        ),
        (
            |message| message.options.client_message_id = MessageId::parse("0f6b-11").ok(),
            Rule::Alphanumeric,
            Parameter::ClientMessageId,
            4,
            101,
        ),
    ];
    for (spoil, rule, parameter, at, error) in cases {
        let mut message = message();
        spoil(&mut message);
        let fault = message.build().unwrap_err();
        assert_eq!((fault, fault.answer()), (Fault::new(rule, parameter, at), ApiError::new(error)));
    }
}

#[test]
fn a_70_a_client_may_name_as_many_destinations_as_it_likes() {
    let numbers = [Msisdn::parse("27999123454").unwrap(); 1000];
    let message = SendMsg::new(numbers, Content::for_text("Hi"));
    assert_eq!(message.build().unwrap().len(), 1001);
}
