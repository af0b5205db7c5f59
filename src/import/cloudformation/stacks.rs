//! What a template takes of others: the outputs of its nested stacks, and what other stacks export.

use std::rc::Rc;

use super::functions::Template;
use super::neighbours::Found;
use super::type_of;
use crate::tree::{Node, Problem, Span, Value};

/// Stacks inside one another; more are a circle.
const MAX_DEPTH: usize = 16;

/// Whether a resource is a stack with a template of its own.
pub fn is_stack(resource: &Node) -> bool {
    type_of(resource) == Some("AWS::CloudFormation::Stack")
}

impl Template<'_> {
    /// The template of the nested stack of this name, with the parameters that it is given; `None` where it is none of the others.
    pub fn stack(&self, name: &str) -> Option<Rc<Self>> {
        // One that asks for itself meanwhile finds nothing.
        if let Some(known) = self.stacks.borrow().get(name) {
            return known.clone();
        }
        self.stacks.borrow_mut().insert(name.to_owned(), None);
        let made = self.made_stack(name).map(Rc::new);
        self.stacks.borrow_mut().insert(name.to_owned(), made.clone());
        made
    }

    fn made_stack(&self, name: &str) -> Option<Self> {
        let resource = self.root.get("Resources")?.member(name).filter(|one| is_stack(&one.value))?;
        let position = self.around.addressed(&self.address(&resource.value)?, self.ledger)?;
        let root = &self.around.at(position).root;
        if self.depth >= MAX_DEPTH || !self.ledger.enter_stack(root.size()) {
            let told = || {
                let message = format!("the stack `{name}` is left out: stacks lead to stacks on and on");
                let problem = Problem::warning(&resource.name_span, message).label("not followed");
                problem.help("end the circle of templates")
            };
            self.tell(&resource.name_span, name, told);
            return None;
        }
        let parameters = resource.value.get("Properties").and_then(|own| own.get("Parameters"));
        let given = parameters.map_or(&[][..], Node::members).iter();
        let given = given.filter_map(|member| Some((member.name.clone(), self.value(&member.value)?)));
        let given = given.collect();
        self.ledger.used.borrow_mut().insert(position);
        Some(self.below(root, name, given))
    }

    /// Where the template of a nested stack lies. What is open in that is not told: its end is enough.
    pub fn address(&self, stack: &Node) -> Option<String> {
        let written = stack.get("Properties")?.get("TemplateURL")?;
        let address =
            Template::quiet(self.root, self.around, self.ledger).with(&self.given).value(written)?;
        address.as_str().map(str::to_owned)
    }

    /// The output of a nested stack that `path` asks for, where its template is there.
    pub fn output(&self, name: &str, path: &str, at: &Span, steps: usize) -> Option<Node> {
        let output = path.strip_prefix(name)?.strip_prefix(".Outputs.")?;
        let stack = self.stack(name)?;
        let value = stack.root.get("Outputs")?.get(output)?.get("Value")?;
        stack.resolved(value, steps + 1).map(|value| placed(value, at))
    }

    /// What another stack exports by this name; else why that is not known, as what to do.
    pub fn imported(&self, name: &str, at: &Span, steps: usize) -> Result<Node, &'static str> {
        let position = match self.around.exporter(name, self.ledger) {
            Found::One(position) => position,
            Found::Several => {
                return Err("several templates may export it: write its value in its place");
            }
            Found::None => return Err("another stack exports it: write its value in its place"),
        };
        let found = self.exported(position, steps).filter(|value| !is_open(value));
        let found = found.ok_or("the template that exports it leaves it open: write its value in its place");
        found.map(|value| placed(value, at))
    }

    fn exported(&self, position: usize, steps: usize) -> Option<Node> {
        let known = self.ledger.exports.borrow().get(&position).cloned();
        if let Some(known) = known {
            return known;
        }
        // One that asks for itself meanwhile finds nothing.
        self.ledger.exports.borrow_mut().insert(position, None);
        let export = self.around.export(position);
        let root = &self.around.at(export.template).root;
        let output = root.get("Outputs")?.members().get(export.output)?;
        let template = Template::quiet(root, self.around, self.ledger);
        let value = template.resolved(output.value.get("Value")?, steps + 1);
        self.ledger.used.borrow_mut().insert(export.template);
        self.ledger.exports.borrow_mut().insert(position, value.clone());
        value
    }
}

/// Whether something in a value was left open.
fn is_open(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.contains("${")) || node.elements().iter().any(is_open)
}

/// A value of another place as if it stood here: what is wrong with it is wrong with what takes it.
pub fn placed(node: Node, at: &Span) -> Node {
    let value = match node.value {
        Value::Array(elements) => {
            Value::Array(elements.into_iter().map(|element| placed(element, at)).collect())
        }
        other => other,
    };
    Node { value, span: at.clone() }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::{Imported, Neighbours, import};
    use crate::tree::{Node, Problems, Sources, yaml_tree};

    /// What templates hold that are read together, and what is told of them.
    fn read(files: &[(&str, String)]) -> (Imported, Vec<String>) {
        let (mut told, mut sources) = (Problems::default(), Sources::default());
        let mut parsed = Vec::new();
        for (path, text) in files {
            let file = sources.add(*path, text);
            let roots = yaml_tree::parse(text, file, &mut Problems::default()).unwrap_or_default();
            parsed.push((*path, roots));
        }
        let mut around = Neighbours::default();
        for (path, roots) in &parsed {
            for root in roots {
                around.add(path, root);
            }
        }
        let mut all = Imported::default();
        let outermost = parsed.iter().flat_map(|(_, roots)| roots);
        for root in outermost.filter(|root| !around.is_nested(root.span.file)) {
            let imported = import(root, &around, &mut told);
            all.resources.extend(imported.resources);
            all.skipped.extend(imported.skipped);
            all.others.extend(imported.others);
        }
        let told = told.sorted().iter().map(|problem| problem.message.clone()).collect();
        (all, told)
    }

    fn service(cluster: &str) -> String {
        format!("  S: {{Type: 'AWS::ECS::Service', Properties: {{Cluster: {cluster}}}}}\n")
    }

    /// `serviceName in cluster` of each service.
    fn services(imported: &Imported) -> String {
        let services = imported.resources.iter().filter(|one| one.section == "services");
        let text = |node: &Node, name: &str| node.get(name).and_then(Node::as_str).unwrap_or("-").to_owned();
        let shown = services
            .map(|one| format!("{} in {}", text(&one.node, "serviceName"), text(&one.node, "cluster")));
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_one_template_exports_others_import() {
        for (outputs, imported, expected, told) in [
            ("A: {Value: !Ref C, Export: {Name: shared}}", "shared", "S in shop", ""),
            (
                "A: {Value: !Ref C, Export: {Name: !Sub '${AWS::StackName}-Cluster'}}",
                "!Sub 'network-Cluster'",
                "S in shop",
                "",
            ),
            (
                "A: {Value: !Ref Open, Export: {Name: shared}}",
                "shared",
                "S in ${shared}",
                "the template leaves `shared` open",
            ),
            (
                "A: {Value: !ImportValue shared, Export: {Name: shared}}",
                "shared",
                "S in ${shared}",
                "the template leaves `shared` open",
            ),
            (
                "A: {Value: x, Export: {Name: shared}}\n  B: {Value: y, Export: {Name: shared}}",
                "shared",
                "S in ${shared}",
                "the template leaves `shared` open",
            ),
            (
                "A: {Condition: No, Value: x, Export: {Name: shared}}",
                "shared",
                "S in ${shared}",
                "the template leaves `shared` open",
            ),
        ] {
            let network = format!(
                "Parameters: {{Open: {{Type: String}}}}\nConditions: {{No: !Equals [a, b]}}\nResources:\n  C: {{Type: 'AWS::ECS::Cluster', \
                 Properties: {{ClusterName: shop}}}}\nOutputs:\n  {outputs}\n"
            );
            let app = format!("Resources:\n{}", service(&format!("!ImportValue {imported}")));
            let app = app.replace("!ImportValue !Sub", "{'Fn::ImportValue': !Sub").replace("'}}", "'}}}");
            let (all, said) = read(&[("network.yaml", network), ("app.yaml", app)]);
            assert_eq!(services(&all), expected, "{outputs}");
            assert_eq!(said.join("; "), told, "{outputs}");
        }
    }

    #[test]
    fn nested_stacks_take_parameters_and_give_outputs() {
        let root = |address: &str| {
            format!(
                "Resources:\n  Base:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {address}, Parameters: \
                 {{Name: shop}}}}\n  App:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: ./app.yaml, \
                 Parameters: {{Cluster: !GetAtt Base.Outputs.Cluster}}}}\n  Own: {{Type: 'AWS::ECS::Service', Properties: \
                 {{Cluster: !Sub '${{Base.Outputs.Cluster}}'}}}}\n"
            )
        };
        let base = "Parameters: {Name: {Type: String}}\nResources:\n  C: {Type: 'AWS::ECS::Cluster', Properties: {ClusterName: !Ref \
                    Name}}\nOutputs: {Cluster: {Value: !Ref C}}\n";
        let app = format!(
            "Parameters: {{Cluster: {{Type: String, Default: none}}}}\nResources:\n{}",
            service("!Ref Cluster")
        );
        for (address, beside, expected, told) in [
            ("'https://s3.amazonaws.com/bucket/base.yaml'", "base.yaml", "App-S in shop, Own in shop", ""),
            (
                "!Sub 'https://${Gone}/infra/base.yaml?v=1'",
                "infra/base.yaml",
                "App-S in shop, Own in shop",
                "",
            ),
            (
                "'https://s3.amazonaws.com/bucket/base.yaml'",
                "other.yaml",
                "App-S in ${Base.Outputs.Cluster}, Own in ${Base.Outputs.Cluster}",
                "the template leaves `Base.Outputs.Cluster` open; the template leaves its parameter `Name` open",
            ),
        ] {
            let files = [("root.yaml", root(address)), (beside, base.to_owned()), ("app.yaml", app.clone())];
            let (all, said) = read(&files);
            assert_eq!(services(&all), expected, "{address}");
            assert_eq!(said.join("; "), told, "{address}");
            assert!(all.others.iter().any(|(path, _)| path == "app.yaml"));
        }
    }

    /// Each level has two stacks of the next one, and the last leads back to the first.
    #[test]
    fn stacks_that_double_or_go_around_end() {
        let nested = |to: usize| {
            let one = |name: &str| {
                format!(
                    "  {name}: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: t{to}.yaml, Parameters: {{P: !GetAtt {name}.Outputs.O}}}}}}\n"
                )
            };
            one("A") + &one("B")
        };
        let names: Vec<String> = (0..12).map(|level| format!("t{level}.yaml")).collect();
        let files: Vec<(&str, String)> = names
            .iter()
            .zip(1..)
            .map(|(name, next)| {
                let mut text =
                    format!("Parameters: {{P: {{Type: String}}}}\nResources:\n{}", nested(next % 12));
                writeln!(text, "{}Outputs: {{O: {{Value: !GetAtt A.Outputs.O}}}}", service("!Ref P"))
                    .expect("a String takes all text");
                (name.as_str(), text)
            })
            .collect();
        let (all, said) = read(&files);
        assert!(!all.resources.is_empty() && all.resources.len() <= 257, "{}", all.resources.len());
        assert!(said.iter().any(|told| told.contains("stacks lead to stacks on and on")), "{said:?}");
        let own =
            "Resources:\n  A: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: t.yaml}}\n";
        assert!(read(&[("t.yaml", own.to_owned())]).1.iter().any(|told| told.contains("on and on")));
    }
}
