//! What a file defines, and which methods it calls on what.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Spacing, TokenTree};

use super::code::{ident, inside, is, is_path_sign};

/// What stands to the left of the name of a function that is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Receiver {
    /// `Type::name(`, `Self::name(` and `self.name(`.
    Type(String),
    /// `x.name(`, `y.x.name(` and `x[i].name(`.
    Named(String),
    /// `x().name(`, with what `x` itself is called on.
    Returned(Box<Receiver>, String),
    /// A free function has none.
    Nobody,
    /// Anything else.
    Unknown,
}

/// A call of a method or an associated function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    pub receiver: Receiver,
    pub name: String,
}

/// A file, as far as calls go. Free functions are called by names that are imported or by their paths, so that imports
/// tell who calls them.
#[derive(Debug, Default)]
pub struct Code {
    /// Types and traits that it defines.
    pub types: BTreeSet<String>,
    /// Names of all its functions.
    pub functions: BTreeSet<String>,
    /// Methods and associated functions: type or trait, and name. What an `impl` gives to a trait is the trait's.
    pub methods: BTreeSet<(String, String)>,
    /// The types that stand behind a name: of variables, members and parameters.
    pub annotated: BTreeMap<String, BTreeSet<String>>,
    /// The types in what a function returns, likewise; those of a free function have no owner.
    pub returned: BTreeMap<(String, String), BTreeSet<String>>,
    pub calls: BTreeSet<Call>,
}

/// Whose body is read.
#[derive(Clone, Copy)]
struct Scope<'a> {
    owner: Option<&'a str>,
    /// Whether it is an `impl` of a trait.
    of_trait: bool,
    /// Whether items stand here.
    items: bool,
}

impl Code {
    pub fn of(tokens: &[TokenTree]) -> Self {
        let mut code = Self::default();
        code.read(tokens, Scope { owner: None, of_trait: false, items: true });
        code
    }

    fn read(&mut self, tokens: &[TokenTree], scope: Scope<'_>) {
        let mut at = 0;
        while at < tokens.len() {
            let next = ident(tokens.get(at + 1));
            match (ident(tokens.get(at)).as_deref(), next) {
                (Some("impl"), _) if starts_item(tokens, at, scope) => {
                    at = self.read_impl(tokens, at);
                    continue;
                }
                (Some("trait"), Some(name)) => {
                    self.types.insert(name.clone());
                    let body = at + until_brace(&tokens[at..]);
                    self.read_body(tokens.get(body), Some(&name), false);
                    at = body;
                }
                (Some("struct" | "enum" | "union" | "type"), Some(name)) if scope.owner.is_none() => {
                    self.types.insert(name);
                }
                (Some("fn"), Some(name)) => {
                    self.define(&tokens[at..], name, scope);
                    at += 1;
                }
                (Some(word), _) => self.read_name(tokens, at, word, scope),
                (None, _) => {
                    if let TokenTree::Group(group) = &tokens[at] {
                        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                        let items = scope.items && group.delimiter() == Delimiter::Brace;
                        self.read(&inner, Scope { items, ..scope });
                    }
                }
            }
            at += 1;
        }
    }

    /// Reads `impl Type { … }` or `impl Trait for Type { … }`, and says where it ends.
    fn read_impl(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let body = at + until_brace(&tokens[at..]);
        let head = &tokens[at + 1..body.min(tokens.len())];
        let mut depth = 0;
        let mut of_trait = false;
        let mut owner = None;
        for (index, token) in head.iter().enumerate() {
            match ident(Some(token)).as_deref() {
                Some("for") if depth == 0 => (of_trait, owner) = (true, None),
                Some("where") if depth == 0 => break,
                Some(name) if depth == 0 && !is_path_sign(head, index + 1) => owner = Some(name.to_owned()),
                _ => depth += depth_change(head, index),
            }
        }
        self.read_body(tokens.get(body), owner.as_deref(), of_trait);
        body + 1
    }

    fn read_body(&mut self, body: Option<&TokenTree>, owner: Option<&str>, of_trait: bool) {
        let body = body.and_then(|body| inside(body, Delimiter::Brace)).unwrap_or_default();
        self.read(&body, Scope { owner, of_trait, items: true });
    }

    /// Notes the function whose `fn` comes first; its parameters and its body are read like everything else.
    fn define(&mut self, tokens: &[TokenTree], name: String, scope: Scope<'_>) {
        let signature = &tokens[..until_brace(tokens)];
        let arrow =
            (0..signature.len()).find(|at| is(signature.get(*at), '-') && is(signature.get(at + 1), '>'));
        if let Some(arrow) = arrow {
            let types = type_names(&signature[arrow + 2..], scope.owner);
            let owner = scope.owner.unwrap_or_default().to_owned();
            self.returned.entry((owner, name.clone())).or_default().extend(types);
        }
        if let (Some(owner), false) = (scope.owner, scope.of_trait) {
            self.methods.insert((owner.to_owned(), name.clone()));
        }
        self.functions.insert(name);
    }

    /// Notes what the name at `at` is: annotated with a type, or called.
    fn read_name(&mut self, tokens: &[TokenTree], at: usize, name: &str, scope: Scope<'_>) {
        if is_alone(tokens.get(at + 1), ':') {
            let types = type_names(annotation(&tokens[at + 2..]), scope.owner);
            self.annotated.entry(name.to_owned()).or_default().extend(types);
        } else if is_alone(tokens.get(at + 1), '=')
            && ident(tokens.get(at + 2)).is_some_and(|name| is_type(&name))
        {
            // `let x = Type::new(…)`
            let types = type_names(&tokens[at + 2..at + 3], scope.owner);
            self.annotated.entry(name.to_owned()).or_default().extend(types);
        }
        if is_type(name) {
            return;
        }
        let (before, behind) = tokens.split_at(at);
        // A path may name a function without calling it: `map(Type::name)`.
        let by_path = at > 1 && is_path_sign(tokens, at - 2);
        if by_path || (is(before.last(), '.') && takes_arguments(&behind[1..])) {
            let receiver = called_on(before, scope.owner);
            if receiver != Receiver::Nobody {
                self.calls.insert(Call { receiver, name: name.to_owned() });
            }
        }
    }
}

/// Whether arguments come first, after those in angle brackets if there are any.
fn takes_arguments(tokens: &[TokenTree]) -> bool {
    let has_generics = is_path_sign(tokens, 0) && is(tokens.get(2), '<');
    let skipped = if has_generics { 2 + generics(&tokens[2..]) } else { 0 };
    tokens.get(skipped).is_some_and(|group| inside(group, Delimiter::Parenthesis).is_some())
}

/// What stands before the dot that comes behind `tokens`.
fn receiver(tokens: &[TokenTree], owner: Option<&str>) -> Receiver {
    let Some((last, before)) = tokens.split_last() else { return Receiver::Unknown };
    if is(Some(last), '?') {
        return receiver(before, owner);
    }
    if let Some(name) = ident(Some(last)) {
        return match owner {
            Some(owner) if name == "self" && !is(before.last(), '.') => Receiver::Type(owner.to_owned()),
            _ => Receiver::Named(name),
        };
    }
    let Some(name) = ident(before.last()) else { return Receiver::Unknown };
    match last {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            let before = &before[..before.len() - 1];
            Receiver::Returned(Box::new(called_on(before, owner)), name)
        }
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Receiver::Named(name),
        _ => Receiver::Unknown,
    }
}

/// What the function is called on whose name comes behind `tokens`.
fn called_on(tokens: &[TokenTree], owner: Option<&str>) -> Receiver {
    match tokens {
        [before @ .., dot] if is(Some(dot), '.') => receiver(before, owner),
        [.., path, _, _] if is_path_sign(tokens, tokens.len() - 2) => match ident(Some(path)) {
            Some(name) if is_type(&name) => Receiver::Type(this(name, owner)),
            Some(_) => Receiver::Nobody,
            None => Receiver::Unknown,
        },
        _ => Receiver::Nobody,
    }
}

/// Whether the word at `at` begins an item, so that `impl` is no type like in `-> impl Trait`.
fn starts_item(tokens: &[TokenTree], at: usize, scope: Scope<'_>) -> bool {
    let before = at.checked_sub(1).map(|at| &tokens[at]);
    scope.items
        && before.is_none_or(|before| {
            is(Some(before), ';')
                || inside(before, Delimiter::Brace).is_some()
                || ident(Some(before)).as_deref() == Some("unsafe")
        })
}

/// How many tokens come before the body in braces, or before the `;` where there is none.
fn until_brace(tokens: &[TokenTree]) -> usize {
    let ends = |token: &TokenTree| is(Some(token), ';') || inside(token, Delimiter::Brace).is_some();
    tokens.iter().position(ends).unwrap_or(tokens.len())
}

/// By how much the token at `at` opens or closes angle brackets; that of `->` is none.
fn depth_change(tokens: &[TokenTree], at: usize) -> i32 {
    let is_arrow = || at.checked_sub(1).is_some_and(|at| is(tokens.get(at), '-') || is(tokens.get(at), '='));
    match tokens.get(at) {
        token if is(token, '<') => 1,
        token if is(token, '>') && !is_arrow() => -1,
        _ => 0,
    }
}

/// How many tokens the arguments in angle brackets take, which come first.
fn generics(tokens: &[TokenTree]) -> usize {
    let mut depth = 0;
    for at in 0..tokens.len() {
        depth += depth_change(tokens, at);
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The tokens up to the end of a member, a parameter or a `let`.
fn annotation(tokens: &[TokenTree]) -> &[TokenTree] {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        depth += depth_change(tokens, at);
        let ends = [',', ';', '=', '|'].into_iter().any(|sign| is(Some(token), sign));
        if depth == 0 && (ends || inside(token, Delimiter::Brace).is_some()) {
            return &tokens[..at];
        }
    }
    tokens
}

/// The types that are named, in groups and angle brackets too.
fn type_names(tokens: &[TokenTree], owner: Option<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) if is_type(&name.to_string()) => {
                names.insert(this(name.to_string(), owner));
            }
            TokenTree::Group(group) => {
                names.extend(type_names(&group.stream().into_iter().collect::<Vec<_>>(), owner));
            }
            _ => {}
        }
    }
    names
}

fn this(name: String, owner: Option<&str>) -> String {
    owner.filter(|_| name == "Self").map_or(name, str::to_owned)
}

fn is_type(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether the sign stands there by itself, not as the first of two.
fn is_alone(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == sign && found.spacing() == Spacing::Alone)
}

#[cfg(test)]
mod tests {
    use super::super::code::tokens;
    use super::*;

    fn code(text: &str) -> Code {
        Code::of(&tokens(text, false))
    }

    /// The calls as they may be written.
    fn calls(text: &str) -> Vec<String> {
        fn shown(receiver: &Receiver) -> String {
            match receiver {
                Receiver::Type(name) => format!("{name}::"),
                Receiver::Named(name) => format!("{name}."),
                Receiver::Returned(of, name) => format!("{}{name}().", shown(of)),
                Receiver::Nobody => String::new(),
                Receiver::Unknown => "?.".to_owned(),
            }
        }
        code(text).calls.iter().map(|call| shown(&call.receiver) + &call.name).collect()
    }

    #[test]
    fn methods_are_those_of_the_type_whose_impl_they_stand_in() {
        let code = code(
            "pub(in crate::engine) fn free<O: Fn(u8) -> u8>(o: O) -> impl Iterator<Item = u8> + use<O> { inner() }
             impl<'a, O: Observer> super::Engine<'a, O> where O: Into<Vec<u8>> {
                 pub(super) fn plain(&self) -> Option<&Self> { fn nested() {} }
                 pub const fn generic<T>(t: T) -> Queue where T: Clone { t }
             }
             impl<T> Clone for Copied<T> { fn clone(&self) -> Self { x } }
             trait Look { fn before(&self); fn after(&self) {} }
             mod deeper { pub struct Deep; impl Deep { fn dig(&self) {} } }
             #[cfg(test)] mod tests { impl Engine { fn tested() {} } }
             // impl Engine { fn commented() {} }
             const TEXT: &str = \"impl Engine { fn quoted() {} }\";",
        );
        let methods: Vec<String> =
            code.methods.iter().map(|(owner, name)| format!("{owner}::{name}")).collect();
        let expected = [
            "Deep::dig",
            "Engine::generic",
            "Engine::nested",
            "Engine::plain",
            "Look::after",
            "Look::before",
        ];
        assert_eq!(methods, expected);
        assert_eq!(code.types.iter().collect::<Vec<_>>(), ["Deep", "Look"]);
        assert!(code.functions.contains("free") && code.functions.contains("clone"));
        let returned = |owner: &str, name: &str| code.returned[&(owner.to_owned(), name.to_owned())].clone();
        assert!(
            returned("Engine", "plain").contains("Engine") && returned("Engine", "generic").contains("Queue")
        );
    }

    #[test]
    fn calls_are_read_with_their_receivers() {
        for (text, expected) in [
            ("self.look_at(x)", &["Engine::look_at"][..]),
            ("Self::new(1); Queue::default()", &["Engine::new", "Queue::default"]),
            ("self.queue.pop()", &["queue.pop"]),
            ("core.notes().take(x)?.len()", &["core.notes", "core.notes().take", "core.notes().take().len"]),
            ("self.hosts[at.index()].fail()", &["at.index", "hosts.fail"]),
            ("Guard::new(x).count::<Vec<u8>>(1)", &["Guard::new", "Guard::new().count"]),
            ("list.map(Filter::suits)", &["Filter::suits", "list.map"]),
            ("assert!(self.is_due(), \"{}\", self.shown())", &["Engine::is_due", "Engine::shown"]),
            ("free(1); module::free(2); Some(3); if (x) {}", &[]),
            ("free(1).run(); (a + b).run()", &["free().run", "?.run"]),
            ("// self.commented()\n\"self.quoted()\"; '('; self.member; /* self.too() */", &[]),
        ] {
            let text = format!("impl Engine {{ fn f(&mut self) {{ {text} }} }}");
            let mut expected: Vec<String> = expected.iter().map(|&call| call.to_owned()).collect();
            let mut found = calls(&text);
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_have_the_types_that_they_are_annotated_with() {
        let code = code(
            "struct Run<O> { queue: EventQueue, hosts: Vec<HostRuntime>, watch: Option<Box<Watch>>, o: O }
             impl Run<u8> { fn f(core: &mut Core<'_, u8>, n: u32) { let guard = Guard::new(); let me: Self = x; } }",
        );
        for (name, expected) in [
            ("queue", "EventQueue"),
            ("hosts", "HostRuntime"),
            ("watch", "Watch"),
            ("core", "Core"),
            ("guard", "Guard"),
            ("me", "Run"),
        ] {
            assert!(code.annotated[name].contains(expected), "{name}: {:?}", code.annotated[name]);
        }
        assert!(code.annotated["core"].iter().eq(["Core"]) && code.annotated["n"].is_empty());
    }
}
