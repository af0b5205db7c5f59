use proptest::prelude::*;

use super::*;

/// Columns `a`, `b`, `c d` and the fourth.
struct Row(Vec<(ColumnName, &'static str)>, Vec<ColumnName>);

impl Cells for Row {
    fn cell(&self, column: usize) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| *name == self.1[column]);
        found.map(|(_, text)| *text).filter(|text| !text.is_empty())
    }

    fn moment(&self, text: &str) -> Option<f64> {
        (text == "noon").then_some(43_200.0)
    }
}

fn row(columns: Vec<ColumnName>) -> Row {
    let named = |name: &str| ColumnName::Named(name.to_owned());
    let cells = vec![
        (named("a"), "6"),
        (named("b"), "1.5"),
        (named("c d"), "text"),
        (ColumnName::Numbered(4), "40"),
        (named("none"), ""),
        (named("when"), "noon"),
    ];
    Row(cells, columns)
}

fn evaluated(text: &str) -> Result<Option<f64>, String> {
    let mut columns = Vec::new();
    let expression = parse(text, &mut columns)?;
    expression.number(&row(columns)).map_err(|mistake| mistake.0)
}

#[test]
fn arithmetic_binds_as_everywhere() {
    for (text, expected) in [
        ("a", Some(6.0)),
        ("a + b * 2", Some(9.0)),
        ("(a + b) * 2", Some(15.0)),
        ("a - b - 1", Some(3.5)),
        ("a / 4 / 3", Some(0.5)),
        ("-a + 10", Some(4.0)),
        ("2 − −1 × 3 ÷ 2", Some(3.5)),
        ("$4 / 1e1", Some(4.0)),
        ("1_000 + .5", Some(1_000.5)),
        ("when - 43_000", Some(200.0)),
        ("none * 2", None),
        ("first(none, b)", Some(1.5)),
        ("min(a, b, 9)", Some(1.5)),
        ("max(a, none)", None),
        ("ceil(b) + floor(b) + round(2.5) + abs(-3)", Some(9.0)),
        ("if(a > 5, 10, 20)", Some(10.0)),
        ("`c d` == 'text' and a == 6.0", Some(1.0)),
        ("a == 7 or not b == 1.5", Some(0.0)),
        ("none == ''", Some(1.0)),
        ("none != 3 && !(a < b)", Some(1.0)),
        ("none < 3", None),
    ] {
        assert_eq!(evaluated(text), Ok(expected), "{text}");
    }
}

#[test]
fn mistakes_are_told_in_words() {
    for (text, message) in [
        ("", "the expression is empty"),
        ("a +", "the expression ends where a number or a column is expected"),
        ("a b", "`b` follows where the expression is complete"),
        ("(a", "a parenthesis is not closed"),
        ("a = 1", "a single `=` compares nothing; write `==`"),
        ("roud(a)", "there is no function `roud`; did you mean `round`?"),
        ("min(a)", "`min` takes 2 or more arguments, not 1"),
        ("ceil(a, b)", "`ceil` takes 1 arguments, not 2"),
        ("`a", "the ` that opens `a` is not closed"),
        ("$0", "`$` stands before the number of a column, from 1"),
        ("1st", "`1st` is no number; a column of this name stands in backticks"),
        ("a % b", "`%` means nothing here; a column with such a character in its name stands in backticks"),
        ("and", "`and` stands where a number or a column is expected"),
        ("`c d` + 1", "`text` is no number"),
        ("a / 0", "it is no finite number"),
    ] {
        assert_eq!(evaluated(text), Err(message.to_owned()), "{text}");
    }
}

/// An expression as text, with what it comes to.
fn known() -> impl Strategy<Value = (String, f64)> {
    let leaf = prop_oneof![
        (0_u32..1_000).prop_map(|number| (number.to_string(), f64::from(number))),
        Just(("a".to_owned(), 6.0)),
        Just(("`b`".to_owned(), 1.5)),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            two.clone().prop_map(|((l, x), (r, y))| (format!("({l} + {r})"), x + y)),
            two.clone()
                .prop_map(|((l, x), (r, y))| (format!("({l}) - ({r})"), x - y))
                .prop_map(|(t, v)| (format!("({t})"), v)),
            two.clone().prop_map(|((l, x), (r, y))| (format!("({l}*{r})"), x * y)),
            two.clone().prop_map(|((l, x), (r, y))| (format!("min({l}, {r})"), x.min(y))),
            two.prop_map(|((l, x), (r, y))| (
                format!("if({l} <= {r}, {l}, -{r})"),
                if x <= y { x } else { -y }
            )),
            inner.prop_map(|(t, v)| (format!("-({t})"), -v)),
        ]
    })
}

proptest! {
    #[test]
    fn expressions_come_to_what_the_language_of_the_tests_computes((text, expected) in known()) {
        match evaluated(&text) {
            Ok(found) => prop_assert_eq!(found, Some(expected), "{}", text),
            Err(message) => prop_assert!(message.contains("deep") || message.contains("longer"), "{}: {}", text, message),
        }
    }

    #[test]
    fn arbitrary_text_is_an_expression_or_told(text in "[a-c$`'0-9.e()+*/<>=!&|, -]{0,60}|\\PC{0,40}|[(-]{0,300}") {
        let _ = evaluated(&text);
    }
}
