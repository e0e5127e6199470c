//! Fields filled in, and templates built and read.

use super::*;
use crate::error::ApiError;
use crate::feature::ApiKind;
use crate::send::{Limits, Tolerance};
use proptest::prelude::*;

fn filled(template: &str, fields: &[&str]) -> Result<String, Fault> {
    Template::new(template).fill(fields).map(Cow::into_owned)
}

#[test]
fn soap_8_2_the_documents_example() {
    let template = "Hi #field1#, your doctor's appointment is at #field2# tomorrow";
    for (fields, text) in [
        (["Fred", "10:30"], "Hi Fred, your doctor's appointment is at 10:30 tomorrow"),
        (["Jane", "14:00"], "Hi Jane, your doctor's appointment is at 14:00 tomorrow"),
    ] {
        assert_eq!(filled(template, &fields).as_deref(), Ok(text));
    }
}

#[test]
fn soap_8_1_1_placeholders_have_a_number_from_1_on() {
    let fields = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
    for (template, text) in [
        ("#field12#", "12"),
        ("#field1#2#", "12#"),
        ("#field1##field2#", "12"),
        ("#field#field1#", "#field1"),
        ("##field1##", "#1#"),
        ("#field1", "#field1"),
        ("#field 1#", "#field 1#"),
        ("#field01#", "#field01#"),
        ("#field+1#", "#field+1#"),
        ("#FIELD1#", "#FIELD1#"),
        ("a#field99999999999999999999999#b", "ab"),
    ] {
        assert_eq!(filled(template, &fields).as_deref(), Ok(text), "{template}");
    }
    for literal in ["#field0#", "#fieldx#", "#", "a # b", "##", "#field#", "no. 1"] {
        assert_eq!(filled(literal, &fields).as_deref(), Ok(literal));
    }
}

#[test]
fn soap_8_2_4_a_missing_field_is_empty_and_values_are_not_expanded_again() {
    assert_eq!(filled("a#field1#b", &[]).as_deref(), Ok("ab"));
    assert_eq!(filled("a#field1#b", &["#field2#", "x"]).as_deref(), Ok("a#field2#b"));
    assert_eq!(filled("#field1#field2#", &["#", "x"]).as_deref(), Ok("#field2#"));
}

#[test]
fn a_small_call_makes_no_large_message() {
    let field = "é".repeat(5355);
    assert_eq!(filled("#field1#", &[&field]).as_deref(), Ok(field.as_str()));
    let fault = Fault::new(Rule::Parts { needed: 36, allowed: 1 }, Parameter::Template, 0);
    assert_eq!(filled("#field1#.", &[&field]), Err(fault));
    assert_eq!(filled(&"#field1#".repeat(100_000), &[&"a".repeat(100_000)]), Err(fault));
    assert_eq!(fault.answer(), ApiError::TOO_MANY_PARTS);
}

#[test]
fn soap_10_107_a_text_that_comes_to_nothing() {
    let mut template = Template::new("#field1#");
    let fault = template.message(Vec::new(), &[""]).unwrap_err();
    assert_eq!((fault.rule(), fault.answer()), (Rule::Empty, ApiError::EMPTY_MESSAGE));
    template.data = Some(b"\x01".as_slice().into());
    assert_eq!(template.message(Vec::new(), &[""]).unwrap().content, Content::Data([1].as_slice().into()));
    assert_eq!(template.message(Vec::new(), &["a"]).unwrap().content, Content::Text("a".into()));
}

#[test]
fn a_47_a_unicode_batch_has_no_fields() {
    let mut template = Template::new("Привет #field1#");
    template.unicode = true;
    let message = template.message(Vec::new(), &["x"]).unwrap();
    assert_eq!(message.content, Content::Unicode("Привет #field1#".into()));
}

#[test]
fn soap_6_2_7_1_parts_are_counted_with_the_fields() {
    let template = Template::new("a#field1#");
    let parts = |length| template.message(Vec::new(), &["b".repeat(length)]).unwrap().parts();
    let fault = parts(160).unwrap_err();
    assert_eq!((parts(159), fault.rule()), (Ok(1), Rule::Parts { needed: 2, allowed: 1 }));
}

proptest! {
    #[test]
    fn what_is_built_reads_back_as_the_same(
        text in "[ -~é#]{1,60}|\\PC{1,20}",
        unicode in any::<bool>(),
        data in prop::option::of(prop::collection::vec(any::<u8>(), 1..20)),
        header in any::<bool>(),
        queue in 1_u32..=3,
    ) {
        let mut template = Template::new(text);
        template.unicode = unicode;
        template.data = data.map(Cow::Owned);
        template.udh = header.then(|| UserDataHeader::try_from(String::from("050003330201")).unwrap());
        template.options.queue = queue.try_into().unwrap();
        let mut given = Given::new(ApiKind::Soap, Tolerance::STRICT, Limits::default());
        for (parameter, value) in template.build().unwrap() {
            given.put(parameter, value.into_owned());
        }
        prop_assert_eq!(given.template(&mut ()).map(Template::into_owned), Ok(template));
    }

    #[test]
    fn filling_is_replacing_where_no_field_looks_like_another(
        pieces in prop::collection::vec("[a-z ]{0,6}", 1..8),
        fields in prop::collection::vec("[A-Z]{0,6}", 1..12),
    ) {
        let count = fields.len();
        let joined = |field: &dyn Fn(usize) -> String| {
            let mut text = String::new();
            for (place, piece) in pieces.iter().enumerate() {
                text += piece;
                text += &field(place % count);
            }
            text
        };
        let template = joined(&|place| std::format!("#field{}#", place + 1));
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        prop_assert_eq!(filled(&template, &fields), Ok(joined(&|place| fields[place].into())));
    }
}
