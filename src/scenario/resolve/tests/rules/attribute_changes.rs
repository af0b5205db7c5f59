//! Rules of `putAttributes` and `deleteAttributes`, and the classes that they make.

use super::{and, assert_errors, built, group, model};
use crate::model::{ApiCall, AttributeChange, ClassId, Model};

fn at(calls: &[&str]) -> String {
    let call = |(minute, call): (usize, &&str)| format!("[[actions]]\nat = \"{}m\"\n{call}\n", minute + 1);
    and(&calls.iter().enumerate().map(call).collect::<String>())
}

fn put(attributes: &str) -> String {
    format!("putAttributes = {{ attributes = [{attributes}] }}")
}

/// What becomes of classes by each call, in order.
fn changes(model: &Model) -> Vec<&AttributeChange> {
    let calls = model.actions.iter().map(|action| &action.call);
    calls
        .filter_map(|call| match call {
            ApiCall::PutAttributes { change, .. } | ApiCall::DeleteAttributes { change, .. } => Some(change),
            _ => None,
        })
        .collect()
}

#[test]
fn vc_23_at_04_what_the_api_refuses() {
    let delete = |attributes: &str| at(&[&format!("deleteAttributes = {{ attributes = [{attributes}] }}")]);
    let eleven = (0..11).map(|number| format!("{{ name = \"a{number}\" }}")).collect::<Vec<_>>().join(", ");
    let one = |attribute: &str| at(&[&put(attribute)]);
    assert_errors(&[
        ("VC-23", "`putAttributes` has no `attributes`", at(&["putAttributes = { count = 1 }"])),
        ("AT-04", "0 attributes in one call, and the API takes 1 to 10", one("")),
        ("AT-04", "11 attributes in one call", one(&eleven)),
        ("", "the attribute has no `name`", one("{ value = \"blue\" }")),
        (
            "VC-23",
            "`ecs.instance-type` is no custom attribute",
            one("{ name = \"ecs.instance-type\", value = \"x\" }"),
        ),
        (
            "VC-23",
            "`com.amazonaws.ecs.capability.x` is no custom",
            delete("{ name = \"com.amazonaws.ecs.capability.x\" }"),
        ),
        ("AT-04", "`a b` is not a name for an attribute", one("{ name = \"a b\" }")),
        ("AT-04", "` x` is not a value for an attribute", one("{ name = \"a\", value = \" x\" }")),
        ("AT-04", "attribute `a` is named twice", one("{ name = \"a\" }, { name = \"a\", value = \"x\" }")),
        ("VC-23", "deleted by its name alone", delete("{ name = \"a\", value = \"x\" }")),
        ("VC-23", "names no instance of its own", one("{ name = \"a\", targetId = \"m5.large-1\" }")),
        (
            "",
            "there is no container instance `x-1`",
            at(&["putAttributes = { attributes = [{ name = \"a\" }], containerInstances = [\"x-1\"] }"]),
        ),
    ]);
    model(&one("{ name = \"a\", value = \"x\", targetType = \"container-instance\" }"));
}

/// Putting and deleting leads from the declared class to another one and back; a second value to a third.
#[test]
fn vc_23_classes_are_those_that_calls_can_make() {
    let model = model(&at(&[
        &put("{ name = \"stack\", value = \"blue\" }"),
        &put("{ name = \"stack\", value = \"green\" }"),
        "deleteAttributes = { attributes = [{ name = \"stack\" }] }",
    ]));
    let made: Vec<_> = model.classes.iter().map(|class| class.made_of).collect();
    let declared = Some(ClassId::new(0));
    assert_eq!(made, [None, declared, declared]);
    let after = |change: &AttributeChange| {
        let after = (0..3).map(|class| change.class_after(ClassId::new(class)).map(ClassId::index));
        after.collect::<Vec<_>>()
    };
    let all: Vec<_> = changes(&model).into_iter().map(after).collect();
    assert_eq!(all[2], [Some(0), Some(0), Some(0)], "deleted, it is as it was declared");
    assert!(all[0].iter().all(|class| *class == all[0][0]) && all[1].iter().all(|class| *class == all[1][0]));
    assert_ne!(all[0][0], all[1][0]);
}

/// Ten attributes of three values each, or none, are 1,048,576 states; on instances of their own they are two each.
#[test]
fn vc_23_too_many_states_are_refused() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let calls: Vec<String> = names
        .iter()
        .flat_map(|name| {
            (0..3).map(move |value| put(&format!("{{ name = \"{name}\", value = \"{value}\" }}")))
        })
        .collect();
    let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
    let (_, problems) = built(&at(&calls));
    let told = problems.sorted();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].message.starts_with("the calls may leave container instances in more than"), "{told:#?}");
    let hosts = group("name = \"h\"\ncount = 30");
    let mut whole = hosts;
    for (at, call) in calls.iter().enumerate() {
        let call = call.replace("] }", &format!("], containerInstances = [\"h-{}\"] }}", at + 1));
        whole = whole + "[[actions]]\nat = \"1m\"\n" + &call + "\n";
    }
    let (model, problems) = built(&whole);
    assert!(!problems.has_errors(), "{problems:#?}");
    assert_eq!(model.expect("no error").classes.len(), 31);
}
