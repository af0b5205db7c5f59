//! What is told about a wrong expression: the place, the mistake, the remedy.

use crate::query::Query;

/// The expression with `«` and `»` around the bytes that must be blamed, the start of the message, part of the help.
const TABLE: &[(&str, &str, &str)] = &[
    ("«»", "an expression is missing here", "the subjects are attribute:NAME, agentConnected"),
    ("  «»", "an expression is missing here", "the subjects are"),
    ("attribute:a exists and «»", "an expression is missing here", ""),
    ("attribute:a exists or «or» b", "an expression starts with a subject", ""),
    ("(«)»", "an expression starts with a subject, not with `)`", ""),
    ("«==» a", "an expression starts with a subject, not with `==`", ""),
    ("«'agentConnected'» == true", "an expression starts with a subject, not with `agentConnected`", ""),
    ("«agentconnected» == true", "an expression starts with a subject", "did you mean `agentConnected`?"),
    ("«task.group» == a", "an expression starts with a subject", "did you mean `task:group`?"),
    ("«runningTaskCount» > 1", "an expression starts with a subject", "did you mean `runningTasksCount`?"),
    (
        "«ecs.instance-type» == t2.small",
        "an expression starts",
        "an attribute is written `attribute:ecs.instance-type`",
    ),
    ("«attributes:stack» == a", "an expression starts with a subject", "the subjects are attribute:NAME"),
    ("«attribute:» stack == a", "`attribute:` without a name", "without a space"),
    ("«attribute:a:b» == a", "this is not a name for an attribute", "1 to 128 letters"),
    ("agentVersion «=~» 1.*", "`agentVersion` does not take `=~`", "takes ==, !=, >, >=, <, <="),
    (
        "attribute:a «>» 1",
        "`attribute:a` does not take `>`",
        "takes ==, !=, in, !in, =~, !~, exists, !exists",
    ),
    ("task:group «exists»", "`task:group` does not take `exists`", "takes ==, !=, in, !in, =~, !~"),
    ("registeredAt «!in» [a]", "`registeredAt` does not take `!in`", ""),
    ("task:group «»", "`task:group` is followed by an operator, not by the end", "takes =="),
    ("task:group «and» a", "`task:group` is followed by an operator, not by `and`", ""),
    ("attribute:a «is» b", "`is` is no operator", "did you mean `in`?"),
    ("attribute:a «equal» b", "`equal` is no operator", "did you mean `equals`?"),
    ("attribute:a «contains» b", "`contains` is no operator", "`attribute:a` takes"),
    ("attribute:a «=» b", "`=` is no operator", "did you mean `==`?"),
    ("attribute:a ==«=» b", "`=` is no operator", ""),
    ("attribute:a «~»= b", "`~` is no operator", "did you mean `=~`?"),
    ("attribute:a !=«~» b", "`~` is no operator", "did you mean `!~`?"),
    (
        "attribute:a «not» in [b]",
        "`attribute:a` is followed by an operator, not by `not`",
        "did you mean `!in`? `not` stands before a whole expression",
    ),
    ("attribute:a «not» exists", "`attribute:a` is followed by an operator", "did you mean `!exists`?"),
    ("attribute:a «not» == b", "`attribute:a` is followed by an operator", "did you mean `!=`?"),
    ("attribute:a «not» equals b", "`attribute:a` is followed by an operator", "did you mean `!=`?"),
    ("attribute:a «not» =~ b", "`attribute:a` is followed by an operator", "did you mean `!~`?"),
    ("attribute:a «!» matches b", "`attribute:a` is followed by an operator", "did you mean `!~`?"),
    ("attribute:a «!» exists", "`attribute:a` is followed by an operator", "did you mean `!exists`?"),
    ("runningTasksCount «not» > 1", "`runningTasksCount` is followed by", "did you mean `<=`?"),
    ("task:group «not» exists", "`task:group` is followed by", "takes ==, !=, in, !in, =~, !~; `not` stands"),
    ("attribute:a «not» b", "`attribute:a` is followed by an operator", "`attribute:a` takes"),
    ("attribute:a exists «&» attribute:b exists", "`&` is no operator", "did you mean `&&`?"),
    ("attribute:a exists «|» attribute:b exists", "`|` is no operator", "did you mean `||`?"),
    ("attribute:a == «»", "`==` is followed by a value, not by the end", ""),
    ("attribute:a == «and» attribute:b exists", "`==` is followed by a value, not by `and`", "needs quotes"),
    ("attribute:a == «(»b)", "`==` is followed by a value, not by `(`", "without parentheses"),
    ("(attribute:a == «)»", "`==` is followed by a value, not by `)`", "without parentheses"),
    ("attribute:a == «&&» b", "`==` is followed by a value, not by `&&`", "a value is missing before it"),
    ("attribute:a == «!=» b", "`==` is followed by a value, not by `!=`", "write one operator"),
    ("attribute:a == «,»", "`==` is followed by a value, not by `,`", "a value is missing here"),
    ("attribute:a == b«,» c", "a complete expression is followed by", "stand in a list behind `in`"),
    ("attribute:a == b «[»c]", "a complete expression is followed by", "a list stands behind `in`"),
    ("attribute:a == b «(»attribute:b == c)", "a complete expression is followed by", "join it with `and`"),
    ("attribute:a == b «'c'»", "a complete expression is followed by", "in quotes as a whole"),
    ("attribute:a == «[»b]", "`==` is followed by a value, not by `[`", "a list stands behind `in`"),
    ("attribute:a == «'b»", "this quote is never closed", "close it with '"),
    ("attribute:a in «b»", "`in` is followed by a list, not by `b`", "in brackets"),
    ("attribute:a in «(»b)", "`in` is followed by a list, not by `(`", "in brackets"),
    ("attribute:a in «[]»", "the list is empty", "at least one value"),
    ("attribute:a !in «[ ]»", "the list is empty", "at least one value"),
    ("attribute:a in [b«,»]", "the list ends with a comma", "remove the comma"),
    ("attribute:a in [«,» b]", "`in` is followed by a value, not by `,`", "a value is missing here"),
    ("attribute:a in [b,«,» c]", "`in` is followed by a value, not by `,`", "a value is missing here"),
    ("attribute:a in [«[»b]]", "`in` is followed by a value, not by `[`", "no further list"),
    ("attribute:a in «[»b, c", "this list is never closed", "close it with ]"),
    ("attribute:a in [b «c»]", "a value of a list is followed by `,` or `]`, not by `c`", "needs quotes"),
    ("attribute:a =~ «[»a, b]", "the pattern is not valid", "a list stands behind `in`"),
    ("attribute:a =~ t«(»2|3.*", "the pattern is not valid", "java.util.regex.Pattern"),
    ("attribute:a =~ t2|3«)».*", "a complete expression is followed by", "no open parenthesis"),
    ("attribute:a =~ «)»", "`=~` is followed by a pattern, not by `)`", "without parentheses"),
    ("attribute:a =~ «»", "`=~` is followed by a pattern, not by the end", ""),
    ("attribute:a =~ «*».small", "this quantifier repeats nothing", "`.*` stands for any text"),
    ("attribute:a =~ 'x«(?=»a)'", "look-around is not supported", "in linear time"),
    ("attribute:a =~ x«(?=»a)", "look-around is not supported", "in linear time"),
    ("attribute:a =~ «(?!»m5).*", "look-around is not supported", "in linear time"),
    ("attribute:a =~ «(?<!»m5)x", "look-around is not supported", "in linear time"),
    ("attribute:a =~ (?«>»m5)x", "this kind of group is not supported", "in linear time"),
    ("attribute:a =~ m5«(»a b)", "the pattern is not valid", "stands in quotes as a whole"),
    ("attribute:a =~ m5«(»a |b)", "the pattern is not valid", "stands in quotes as a whole"),
    ("attribute:a == b«!»", "a complete expression is followed by", "a value with signs in it needs quotes"),
    ("attribute:a =~ «[»a'b]", "the pattern is not valid", "stands in quotes as a whole"),
    ("attribute:a =~ '«é»'", "the pattern holds `é`", "ASCII"),
    ("attribute:a == two «words»", "a complete expression is followed by", "needs quotes"),
    (
        "attribute:a == b «AND» attribute:b == c",
        "a complete expression is followed by",
        "did you mean `and`?",
    ),
    ("attribute:a == b «not» attribute:b == c", "a complete expression is followed by", ""),
    ("attribute:a == b«)»", "a complete expression is followed by", "no open parenthesis"),
    ("attribute:a == b «==» c", "a complete expression is followed by", "needs quotes"),
    ("«(»attribute:a == b", "this parenthesis is never closed", "close it with )"),
    ("(attribute:a == b «]»", "a complete expression is followed by", ""),
    ("agentConnected == «yes»", "`yes` is no state of a connection", "true or false"),
    ("agentConnected in [true, '«no»']", "`no` is no state of a connection", "true or false"),
    ("agentVersion < «v1.14»", "`v1.14` is no version", "as in 1.14.5"),
    ("agentVersion < «1..2»", "`1..2` is no version", ""),
    ("agentVersion < «+1»", "`+1` is no version", ""),
    ("agentVersion < «99999999999999999999»", "`99999999999999999999` is no version", ""),
    ("registeredAt < «yesterday»", "`yesterday` is no date", "2018-06-18T22:28:28Z"),
    ("registeredAt < '«2018-06-18 22:28»'", "`2018-06-18 22:28` is no date", ""),
    ("runningTasksCount == «two»", "`two` is no number of tasks", "a whole number"),
    ("runningTasksCount == «-1»", "`-1` is no number of tasks", ""),
    ("runningTasksCount == «+1»", "`+1` is no number of tasks", ""),
    ("runningTasksCount == «4294967296»", "`4294967296` is no number of tasks", ""),
    ("runningTasksCount == '«»'", "`` is no number of tasks", ""),
];

#[test]
fn a_mistake_is_told_with_place_and_remedy() {
    for (marked, message, help) in TABLE {
        let start = marked.find('«').expect("a mark");
        let end = marked.find('»').expect("a mark") - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let error = Query::parse(&text).expect_err(&text);
        assert_eq!(error.span, start..end, "{text}: {error}");
        assert!(error.message.starts_with(message), "{text}: {error}");
        assert!(error.help.as_ref().map_or(help.is_empty(), |found| found.contains(help)), "{text}: {error}");
    }
}

#[test]
fn a_mistake_names_its_rule() {
    for (text, rule) in [
        ("x", "QL-10"),
        ("attribute:a =~ '(?=x)'", "QL-01"),
        ("agentVersion == x", "QL-08"),
        ("registeredAt == x", "QL-08"),
        ("attribute:a%b exists", "AT-04"),
        (&"x".repeat(2_001), "CN-01"),
    ] {
        assert_eq!(Query::parse(text).expect_err(text).rule, rule, "{text}");
    }
}

#[test]
fn a_mistake_reads_well() {
    let error = Query::parse("attribute:stack = prod").expect_err("a single sign");
    assert_eq!(error.to_string(), "`=` is no operator (byte 16, QL-10); did you mean `==`?");
    let value = "x".repeat(60);
    let error = Query::parse(&format!("agentVersion == '{value}'")).expect_err("no version");
    assert_eq!(error.message, format!("`{}…` is no version", &value[..40]));
}
