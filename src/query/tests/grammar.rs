//! Every spelling, and the normal form.

use super::query;
use crate::query::Query;
use crate::query::moment::Moment;

#[test]
fn every_spelling_reads_as_its_normal_form() {
    for (written, normal) in [
        ("agentConnected==true", "agentConnected == true"),
        ("agentConnected equals 'true'", "agentConnected == true"),
        ("agentConnected not_equals \"true\"", "agentConnected != true"),
        ("agentVersion greater_than 1.14.5", "agentVersion > 1.14.5"),
        ("agentVersion greater_than_equal 1.14.5", "agentVersion >= 1.14.5"),
        ("agentVersion less_than 1.14.5", "agentVersion < 1.14.5"),
        ("agentVersion<=1.14.5", "agentVersion <= 1.14.5"),
        ("agentVersion less_than_equal 1.14.5", "agentVersion <= 1.14.5"),
        ("attribute:gpu exists", "attribute:gpu exists"),
        ("attribute:gpu!exists", "attribute:gpu !exists"),
        ("attribute:gpu not_exists", "attribute:gpu !exists"),
        ("ec2InstanceId in['i-a','i-b']", "ec2InstanceId in [i-a, i-b]"),
        ("ec2InstanceId not_in [ i-a ]", "ec2InstanceId !in [i-a]"),
        ("ec2InstanceId!in[i-a]", "ec2InstanceId !in [i-a]"),
        ("attribute:ecs.instance-type matches t2.*", "attribute:ecs.instance-type =~ t2.*"),
        ("attribute:ecs.instance-type=~t[23]|m{1,2}", "attribute:ecs.instance-type =~ 't[23]|m{1,2}'"),
        ("attribute:a !~ 't(2|3)'", "attribute:a !~ 't(2|3)'"),
        ("attribute:a =~ [mc]5.*", "attribute:a =~ '[mc]5.*'"),
        ("attribute:a =~ (p[2,3]|g[3,4]).*", "attribute:a =~ '(p[2,3]|g[3,4]).*'"),
        ("attribute:a =~ m5\\.(large|xlarge)", "attribute:a =~ 'm5\\.(large|xlarge)'"),
        ("(attribute:a =~ (a|b)c)and(task:group == d)", "attribute:a =~ '(a|b)c' and task:group == d"),
        ("(attribute:a =~ t2.*||attribute:a=~(a||b))", "attribute:a =~ t2.* or attribute:a =~ '(a||b)'"),
        ("attribute:a =~ \\(x", "attribute:a =~ '\\(x'"),
        ("attribute:a not_matches x", "attribute:a !~ x"),
        ("registeredAt < 2018-06-18", "registeredAt < 2018-06-18T00:00:00Z"),
        ("registeredAt < 2018-06-18T22:28:28+01:00", "registeredAt < 2018-06-18T21:28:28Z"),
        ("runningTasksCount == '007'", "runningTasksCount == 7"),
        ("task:group==service:web", "task:group == service:web"),
        ("attribute:a == 'two words'", "attribute:a == 'two words'"),
        ("attribute:a == \"it's\"", "attribute:a == \"it's\""),
        ("attribute:a == 'say \"x\"'", "attribute:a == 'say \"x\"'"),
        ("attribute:a == ''", "attribute:a == ''"),
        ("attribute:a == 'and'", "attribute:a == 'and'"),
        ("attribute:a == in", "attribute:a == in"),
        ("attribute:A/b\\c.d_e-1 exists", "attribute:A/b\\c.d_e-1 exists"),
        ("not(task:group == database)", "not task:group == database"),
        ("!(task:group == a&&agentConnected == true)", "not (task:group == a and agentConnected == true)"),
        ("! ! !task:group == a", "not not not task:group == a"),
        ("!task:group in [a]||task:group == b", "not task:group in [a] or task:group == b"),
        ("((((task:group == a))))", "task:group == a"),
        (
            "(task:group == a or task:group == b) and (task:group == c and task:group == d)",
            "(task:group == a or task:group == b) and task:group == c and task:group == d",
        ),
        (
            "task:group == a or ((task:group == b) or task:group == c and task:group == d)",
            "task:group == a or task:group == b or task:group == c and task:group == d",
        ),
        ("\n\ttask:group\u{a0}==\r\na ", "task:group == a"),
    ] {
        let read = query(written);
        assert_eq!(read.to_string(), normal, "{written}");
        assert_eq!(read.text(), written);
        assert_eq!(query(normal).expression, read.expression, "{written}");
    }
}

#[test]
fn a_date_has_one_of_four_forms() {
    for wrong in [
        "",
        "2018",
        "2018-6-18",
        "2018-06-18 22:28:28",
        "2018-06-18T22:28",
        "2018-06-18t22:28:28",
        "2018-06-18T22:28:28z",
        "2018-06-18T22:28:28.5",
        "2018-06-18T22:28:28+0000",
        "2018-06-18T22:28:28+00:60",
        "2018-06-18T22:28:28+99:00",
        "2018-06-18T24:00:00",
        "2018-06-18T22:28:60",
        "2018-02-29",
        "2018-13-01",
        "2018-00-01",
        "+018-06-18",
        "-018-06-18",
        "2018-06-18T",
        "2018-06-18TZ",
        "２０１８-06-18",
    ] {
        assert_eq!(Moment::parse(wrong), None, "{wrong}");
    }
    let leap = Moment::parse("2020-02-29T23:59:59").expect("a leap day");
    assert_eq!(leap.to_string(), "2020-02-29T23:59:59Z");
    assert_eq!(
        Moment::from_micros(i64::MAX).to_string(),
        "9223372036854775807 us after 1970-01-01T00:00:00Z"
    );
}

#[test]
fn nesting_is_bounded_and_so_is_the_stack() {
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{}task:group == a{}", open.repeat(depth), close.repeat(depth))
    };
    query(&nested("(", ")", 64));
    query(&nested("!", "", 64));
    query(&nested("!(", ")", 32));
    for (open, close) in [("(", ")"), ("!", ""), ("not ", "")] {
        let error = Query::parse(&nested(open, close, 65)).unwrap_err();
        assert_eq!(error.span.start, 64 * open.len(), "{open}");
        assert!(error.message.contains("nested more than 64 deep"), "{error}");
    }
    for whole in ["(", "!", "[", "not ", "!(", "'", "and "] {
        assert!(Query::parse(&whole.repeat(2_000 / whole.len())).is_err(), "{whole}");
    }
    // Side by side is not inside one another.
    query(&vec!["(!task:group == a)"; 80].join(" or "));
}

#[test]
fn attributes_are_told() {
    let read = query("attribute:b == 1 and (task:group == x or not attribute:a exists) or attribute:b == 2");
    assert_eq!(read.attributes().into_iter().collect::<Vec<_>>(), ["a", "b"]);
}
