//! Java's expressions: what is taken, what is refused, and that it means the same.

use crate::query::dialect::Foreign;
use crate::query::pattern::Pattern;
use crate::query::{Known, Query};

#[test]
fn ql_01_patterns_mean_what_they_mean_in_java() {
    for (pattern, matching, other) in [
        ("", "", "a"),
        ("g2.*", "g2.xlarge", "xg2.xlarge"),
        ("a|bc", "bc", "abc"),
        ("(?:t2|t3)\\.(micro|small)", "t3.micro", "t3xmicro"),
        ("(?<size>small|large)", "large", "larger"),
        ("[a-c&&[^b]]", "a", "b"),
        ("[a-c[x-z]]", "y", "d"),
        ("[^a-c]", "d", "a"),
        (r"\d\D\w\W\s\S", "1a_- x", "1a_-xx"),
        (r"\w", "a", "-"),
        ("(?i)PROD", "prod", "product"),
        // Classes and `(?i)` are of ASCII: no Arabic digit, no accent, no Kelvin sign.
        (r"\d", "3", "\u{663}"),
        (r"\w", "e", "\u{e9}"),
        ("(?i)k", "K", "\u{212a}"),
        ("p(?i:R)od", "prod", "Prod"),
        ("^a$", "a", "b"),
        (r"\Aa\z", "a", "b"),
        (r"a\b-\Bb?", "a-", "ab"),
        ("a{2,3}?", "aaa", "a"),
        (r"i\-0\/x\:\@", "i-0/x:@", "i-0"),
        (r"\x41\u0042", "AB", "BA"),
        ("a{0}", "", "a"),
    ] {
        let compiled =
            Pattern::compile(pattern, false).unwrap_or_else(|foreign| panic!("{pattern}: {foreign:?}"));
        assert!(compiled.matches(matching), "{pattern} and {matching}");
        assert!(!compiled.matches(other), "{pattern} and {other}");
    }
}

#[test]
fn ql_01_patterns_that_cannot_be_matched_are_refused() {
    for (pattern, wrong, message) in [
        ("a(?=b)", "(?=", "look-around"),
        ("a(?!b)", "(?!", "look-around"),
        ("(?<=a)b", "(?<=", "look-around"),
        ("(?<!a)b", "(?<!", "look-around"),
        (r"(a)\1", r"\1", "back-references"),
        (r"(?<x>a)\k<x>", r"\k", "this escape"),
        ("(?>a)", ">", "this kind of group"),
        ("a*+", "+", "a quantifier follows a quantifier"),
        ("a**", "*", "a quantifier follows a quantifier"),
        ("a{2}{3}", "{3}", "a quantifier follows a quantifier"),
        (r"\Qa.b\E", r"\Q", "this escape"),
        (r"\p{Lu}", r"\p{Lu}", "Unicode classes"),
        (r"[a\P{L}]", r"\P{L}", "Unicode classes"),
        ("[[:alpha:]]", "[:alpha:]", "[:alpha:]"),
        ("[a-z--b]", "a-z--b", "`--`"),
        ("[a~~b]", "a~~b", "`~~`"),
        ("[^a[bc]]", "[^a[bc]]", "a negated class"),
        ("[x[^a&&b]]", "[^a&&b]", "a negated class"),
        ("[^[a]]", "[^[a]]", "a negated class"),
        ("(?P<x>a)", "x", "a named group"),
        ("(?x)a b", "x", "this flag"),
        ("(?U:a)", "U", "this flag"),
        ("(?u)a", "u", "this flag"),
        ("(?R)a", "R", "this flag"),
        (r"\<a", r"\<", "word boundary"),
        (r"\b{start}a", r"\b{start}", "word boundary"),
        ("*", "*", "repeats nothing"),
        ("a)", ")", "unopened group"),
        ("(a", "(", "unclosed group"),
        ("[a", "[", "unclosed character class"),
        ("a{", "{", "unclosed counted repetition"),
        (r"a\", r"\", "incomplete escape"),
        ("caf[é]", "é", "the pattern holds `é`"),
        ("((((a{999}){999}){999}){999})", "((((a{999}){999}){999}){999})", "too much memory"),
    ] {
        let Foreign { span, message: found, .. } = Pattern::compile(pattern, false).expect_err(pattern);
        assert_eq!(&pattern[span], wrong, "{pattern}");
        assert!(found.contains(message), "{pattern}: {found}");
    }
    let deep = format!("{}a{}", "(".repeat(65), ")".repeat(65));
    assert!(Pattern::compile(&deep, false).expect_err("deep").message.contains("more than 64 deep"));
}

/// Hosts with these types and a few attributes, beside the groups of some tasks.
struct Hosts<'t>(&'t [&'t str]);

impl Known for Hosts<'_> {
    fn attributes(&self) -> Vec<&str> {
        vec!["ecs.availability-zone", "tier", "type"]
    }

    fn values(&self, attribute: &str) -> Vec<&str> {
        match attribute {
            "type" => self.0.to_vec(),
            "tier" => vec!["web"],
            "ecs.availability-zone" => vec!["us-east-1a"],
            _ => Vec::new(),
        }
    }

    fn task_groups(&self) -> Vec<&str> {
        vec!["family:job", "service:a", "service:web"]
    }
}

/// Names of attributes and of task groups are misspelt, or stand without what comes before them.
#[test]
fn what_was_meant_by_a_name_of_nothing() {
    for (expression, meant) in [
        ("attribute:ecs.availability_zone == a", Some("attribute:ecs.availability-zone")),
        ("attribute:availability-zone exists", Some("attribute:ecs.availability-zone")),
        ("attribute:availability_zone =~ a.*", Some("attribute:ecs.availability-zone")),
        ("attribute:Tier != web", Some("attribute:tier")),
        ("attribute:stack == web", None),
        ("task:group == a", Some("service:a")),
        ("task:group == wbe", Some("service:web")),
        ("task:group in [service:wb, service:a]", Some("service:web")),
        ("task:group == job", Some("family:job")),
        ("task:group =~ web", Some("service:web")),
        ("task:group =~ web|a", Some("service:(web|a)")),
        ("task:group =~ we*", Some("service:we.*")),
        ("task:group == database", None),
    ] {
        let idle = Query::parse(expression).expect(expression).idle(&Hosts(&[]));
        let [found] = &idle[..] else { panic!("{expression}: {idle:?}") };
        assert_eq!(found.meant.as_deref(), meant, "{expression}");
    }
    for expression in ["attribute:stack !exists", "task:group != a", "agentConnected == true"] {
        assert_eq!(Query::parse(expression).expect(expression).idle(&Hosts(&[])), [], "{expression}");
    }
}

/// QL-03, QL-04: a negated test wants the attribute, the negation of a test does not.
#[test]
fn ql_03_a_negation_outside_lets_in_what_lacks_the_attribute() {
    for (written, turned) in [
        ("attribute:a != b", Some("not attribute:a == b")),
        (
            "attribute:a !in [b, c] and attribute:d exists",
            Some("not attribute:a in [b, c] and attribute:d exists"),
        ),
        ("attribute:a !~ b.*", Some("not attribute:a =~ b.*")),
        ("attribute:a == b or task:group != c", None),
    ] {
        let found = Query::parse(written).expect(written).with_negations_outside();
        let query = found.as_ref().map(|(query, _)| query.to_string());
        assert_eq!(query.as_deref(), turned, "{written}");
    }
}

/// Shell wildcards, parts of a value and patterns behind `==` are the usual slips: the whole value has to match (QL-02).
#[test]
fn ql_02_what_was_meant_by_what_matches_nothing() {
    let types = ["g4dn.xlarge", "m5.large", "p3.2xlarge", "us-east-1a"];
    for (test, meant) in [
        ("=~ g4*", Some("g4.*")),
        ("!~ m5*large", Some("m5.*large")),
        ("=~ us", Some("us.*")),
        ("=~ ^us", Some("us.*")),
        ("=~ xlarge", Some(".*xlarge")),
        ("=~ 'large$'", Some(".*large")),
        ("=~ east", Some(".*east.*")),
        ("=~ '^east$'", None),
        ("=~ [pg]4*", Some("[pg]4.*")),
        ("=~ /m5.*/", Some("m5.*")),
        ("=~ t3.*", None),
        ("=~ r5*", None),
        ("=~ (y|z)", None),
        ("=~ [yz]*", None),
        ("=~ (m5|g4dn)", Some("(m5|g4dn).*")),
        ("=~ m5|g4dn", Some("(m5|g4dn).*")),
        ("=~ '^(m5|g4dn)'", Some("(m5|g4dn).*")),
        ("=~ [mg]5", Some("[mg]5.*")),
        ("=~ [mg]*", Some("[mg].*")),
        ("=~ (m|g)*", Some("(m|g).*")),
        ("=~ [0-9]xlarge", Some(".*[0-9]xlarge")),
        ("== m5.*", Some("=~ m5.*")),
        ("== g4*", Some("=~ g4.*")),
        ("in [m5.lrage, p3.2xlarge]", Some("m5.large")),
    ] {
        let query = Query::parse(&format!("attribute:type {test}")).expect(test);
        let idle = query.idle(&Hosts(&types));
        let [found] = &idle[..] else { panic!("{test}: {idle:?}") };
        assert_eq!(found.meant.as_deref(), meant, "{test}");
        assert_eq!(found.is_pattern, test.contains('~'), "{test}");
    }
    for test in ["=~ g4.*", "== m5.large", "exists", "in [m5.large]", "!= c5.metal"] {
        let query = Query::parse(&format!("attribute:type {test} and agentConnected == true")).expect(test);
        assert_eq!(query.idle(&Hosts(&types)), [], "{test}");
    }
}

/// The guide has parentheses around whole expressions only; what stands in quotes is one value by itself.
#[test]
fn ql_01_patterns_beyond_the_guide_are_noted() {
    for (expression, noted) in [
        ("attribute:a =~ [mc]5.*", 1),
        ("attribute:a =~ (p[2,3]|g[3,4]).*", 1),
        ("attribute:a =~ p3.*|g4.* and task:group !~ (a|b)", 2),
        ("attribute:a =~ '(p2|g3).*'", 0),
        ("attribute:a =~ t[23].*", 0),
        ("(attribute:a =~ t2.*) or (attribute:b == c)", 0),
    ] {
        let query = Query::parse(expression).expect(expression);
        assert_eq!(query.notes().len(), noted, "{expression}");
    }
}
