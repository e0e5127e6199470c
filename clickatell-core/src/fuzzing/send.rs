//! Any octets as the query of a call that sends.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::error::ApiError;
use crate::feature::ApiKind;
use crate::form::{self, Builder, Pair, Space, pairs};
use crate::send::{
    Content, Fault, Given, Limits, MaxParts, Options, Parameter, Rule, SendMsg, Template, Tolerance,
    destination,
};

const FORM: form::Limits = form::Limits { octets: 4096, pairs: 60 };
const LIMITS: Limits = Limits { destinations: 5 };

/// What was read, and what was noted with it.
struct Read<T> {
    result: Result<T, Fault>,
    notes: Vec<Fault>,
}

/// What is read of a call, whatever it was: a message, a batch and a push have most parameters in common.
struct Call {
    message: Read<SendMsg<'static>>,
    template: Read<Template<'static>>,
    options: Read<Options>,
}

/// Any octets as the query of a call: what strict reading refuses is noted in lenient reading, every fault lies inside
/// the value that it is about and has an error of the document, and whatever was read is built and reads back the same,
/// as parameters and as a form.
pub fn send(input: &[u8]) {
    let found: Vec<_> = pairs(input, form::Tolerance::FIELD, FORM, &mut ()).filter_map(Result::ok).collect();
    let mut notes = Vec::new();
    let lenient = call(&found, Tolerance::FIELD, &mut notes);
    let strict = call(&found, Tolerance::STRICT, &mut Vec::new());
    match (&lenient, &strict) {
        (Ok(lenient), Ok(strict)) => {
            lenient.message.compare(&strict.message);
            lenient.template.compare(&strict.template);
            lenient.options.compare(&strict.options);
        }
        (Ok(_), Err(fault)) => assert!(notes.contains(fault), "{fault} is not noted"),
        (Err(_), strict) => assert!(strict.is_err(), "strict takes a character set that lenient refuses"),
    }
    for call in [lenient, strict].into_iter().flatten() {
        if let Ok(message) = &call.message.result {
            message_back(message, call.message.notes.is_empty());
        }
        if let Ok(template) = &call.template.result {
            template_back(template, call.template.notes.is_empty());
        }
        if let Ok(options) = &call.options.result {
            options_back(options, call.options.notes.is_empty());
        }
    }
}

/// What is read of these pairs. A fault of all of them is about the character set.
fn call(found: &[Pair<'_>], tolerance: Tolerance, notes: &mut Vec<Fault>) -> Result<Call, Fault> {
    let given = Given::from_pairs(found.iter().cloned(), tolerance, LIMITS, notes).inspect_err(|fault| {
        let inside = |pair: &Pair<'_>| usize::try_from(fault.at()).is_ok_and(|at| at <= pair.value().len());
        assert!(found.iter().any(inside), "{fault} lies outside");
    })?;
    let call = Call {
        message: Read::new(&given, notes, |notes| given.message(notes).map(SendMsg::into_owned)),
        template: Read::new(&given, notes, |notes| given.template(notes).map(Template::into_owned)),
        options: Read::new(&given, notes, |notes| given.options(notes)),
    };
    Read::new(&given, notes, |notes| given.auth(notes));
    Read::new(&given, notes, |notes| given.credentials(notes));
    Ok(call)
}

impl<T> Read<T> {
    fn new(
        given: &Given<'_>,
        before: &[Fault],
        read: impl FnOnce(&mut Vec<Fault>) -> Result<T, Fault>,
    ) -> Self {
        let mut notes = before.to_vec();
        let result = read(&mut notes);
        for fault in notes.iter().chain(result.as_ref().err()) {
            let inside = |value: &str| usize::try_from(fault.at()).is_ok_and(|at| at <= value.len());
            assert!(fault.at() == 0 || given.all(fault.field()).any(inside), "{fault} lies outside");
            assert!(fault.answer().name().is_some(), "{fault} has no error of the document");
        }
        Self { result, notes }
    }
}

impl<T: PartialEq + core::fmt::Debug> Read<T> {
    /// Lenient reading takes all that strict reading takes, and notes what else it takes.
    fn compare(&self, strict: &Self) {
        assert_eq!(strict.notes, [], "strict reading notes what it refuses");
        // A parameter under another name is not seen by strict reading.
        if self.notes.iter().any(|note| note.rule() == Rule::Alias) {
            return;
        }
        match (&self.result, &strict.result) {
            (Ok(_), Err(fault)) => assert!(self.notes.contains(fault), "{fault} is not noted"),
            (Err(_), Err(_)) => {}
            (lenient, strict) => {
                assert_eq!(lenient, strict);
                assert_eq!(self.notes, [], "strict reading has something to say");
            }
        }
    }
}

/// What a gateway is given with these parameters, every rule holding.
fn again<'v>(values: &'v [(Parameter, Cow<'_, str>)]) -> Given<'v> {
    let mut given = Given::new(ApiKind::Soap, Tolerance::STRICT, LIMITS);
    for (parameter, value) in values {
        assert!(given.insert(parameter.name(), value.as_ref(), &mut ()), "{parameter} is not known");
    }
    given
}

fn message_back(message: &SendMsg<'_>, strict: bool) {
    let values = match message.build() {
        Ok(values) => values,
        Err(fault) => {
            let bad = message.to.iter().any(|to| destination(to, None, message.options.mo).is_err());
            let parts = message.parts();
            assert!(bad || parts.is_err() || !strict, "{fault}: what was read cannot be built");
            return;
        }
    };
    assert_eq!(again(&values).message(&mut ()).as_ref(), Ok(message));
    let parts = message.parts().expect("it was built");
    assert!((1..=message.options.concat.get()).contains(&parts), "{parts} parts");
    match message.write_form(Builder::body(Space::Plus)) {
        Ok(builder) => {
            let form = builder.into_string();
            let unlimited = form::Limits { octets: usize::MAX, ..FORM };
            let found: Vec<_> = pairs(form.as_bytes(), form::Tolerance::STRICT, unlimited, &mut ())
                .collect::<Result<_, _>>()
                .expect("what is written is in order");
            let given =
                Given::from_pairs(found, Tolerance::STRICT, LIMITS, &mut ()).expect("no character set");
            assert_eq!(given.message(&mut ()).as_ref(), Ok(message), "{form}");
        }
        Err(fault) => {
            assert_eq!((fault.rule(), fault.answer()), (Rule::NotLatin1, ApiError::INVALID_PARAMETERS));
            let value = values.iter().find(|(parameter, _)| *parameter == fault.field());
            let at = usize::try_from(fault.at()).expect("a small number");
            let character = value.and_then(|(_, value)| value.get(at..)?.chars().next());
            assert!(character.is_some_and(|character| character > '\u{FF}'), "{fault}");
        }
    }
}

fn options_back(options: &Options, strict: bool) {
    let built = options.build();
    assert!(built.is_ok() || !strict, "{built:?}");
    if let Ok(values) = built {
        assert_eq!(again(&values).options(&mut ()).as_ref(), Ok(options));
    }
}

fn template_back(template: &Template<'_>, strict: bool) {
    let built = template.build();
    assert!(built.is_ok() || !strict, "{built:?}");
    if let Ok(values) = built {
        assert_eq!(again(&values).template(&mut ()).as_ref(), Ok(template));
    }
    // A field that says a field is not looked through.
    let fields = ["#field2#", "Jane"];
    match template.message(["27999123454".into()].into(), &fields) {
        Ok(message) => {
            let text = match &message.content {
                Content::Text(text) | Content::Unicode(text) => text.chars().count(),
                Content::Data(_) => 0,
            };
            assert!(template.unicode || text <= 153 * usize::from(MaxParts::MAX.get()), "{text} characters");
            assert_eq!(message.options, template.options);
        }
        Err(fault) => assert!(matches!(fault.rule(), Rule::Empty | Rule::Parts { .. }), "{fault}"),
    }
}
