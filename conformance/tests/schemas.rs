//! Each line of the vectors has the shape that its schema promises to readers in other languages, and the schemas refuse
//! what has another.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::std_instead_of_alloc, reason = "test code")]

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

/// Schemas and the folders of the files that they are for.
const SCHEMAS: [(&str, &str); 4] = [
    ("schema.json", "smpp"),
    ("core.schema.json", "core"),
    ("soap.schema.json", "soap"),
    ("gateway.schema.json", "gateway"),
];

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// A schema, itself held against the schema of schemas.
struct Schema {
    all: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn read(name: &str) -> Self {
        let text = fs::read_to_string(vectors().join(name)).expect("the schema is there");
        let (mut all, mut compiler) = (Schemas::new(), Compiler::new());
        let resource = serde_json::from_str(&text).expect("a schema is JSON");
        compiler.add_resource(name, resource).expect("it is named once");
        let index = compiler.compile(name, &mut all).expect("it is a schema");
        Self { all, index }
    }

    /// What is wrong with a line.
    fn faults(&self, line: &Value) -> Option<String> {
        self.all.validate(line, self.index).err().map(|error| error.to_string())
    }
}

/// The lines of all files of a folder, each with where it is.
fn lines(folder: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for file in fs::read_dir(vectors().join(folder)).expect("the folder is there") {
        let path = file.expect("it can be read").path();
        let text = fs::read_to_string(&path).expect("a file of lines");
        for (number, line) in (1..).zip(text.lines()) {
            let place = format!("{}:{number}", path.display());
            found.push((place, serde_json::from_str(line).expect("each line is JSON")));
        }
    }
    found
}

#[test]
fn lines_have_the_shape_of_their_schema() {
    let mut wrong = Vec::new();
    for (schema, folder) in SCHEMAS {
        let shape = Schema::read(schema);
        let lines = lines(folder);
        assert!(!lines.is_empty(), "{folder} has no lines");
        for (place, line) in lines {
            wrong.extend(shape.faults(&line).map(|faults| format!("{place}: {faults}")));
        }
    }
    assert!(wrong.is_empty(), "{} lines have another shape:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn schemas_refuse_another_shape() {
    for (schema, folder) in SCHEMAS {
        let shape = Schema::read(schema);
        let (_, line) = lines(folder).swap_remove(0);
        for member in ["version", "id", "clauses", "source"] {
            let mut without = line.clone();
            without.as_object_mut().expect("a line is an object").remove(member);
            assert!(shape.faults(&without).is_some(), "{schema} misses no {member}");
        }
        for (member, value) in [
            ("version", json!(2)),
            ("id", json!("Another id")),
            ("clauses", json!([])),
            ("clauses", json!(["SMPP"])),
            ("source", json!("")),
            ("unheard_of", json!(1)),
        ] {
            let mut other = line.clone();
            other[member] = value;
            assert!(shape.faults(&other).is_some(), "{schema} lets {member} pass");
        }
    }
}
