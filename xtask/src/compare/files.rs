//! Documents as others write them: YAML or JSON, in one file or in several.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value};

use crate::pointer;

/// A document and the files that it refers to.
#[derive(Clone, Debug)]
pub(super) struct Files {
    root: PathBuf,
    files: BTreeMap<PathBuf, Value>,
}

/// A node, and the file that its references are relative to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    pub(super) file: &'a Path,
    pub(super) value: &'a Value,
}

impl<'a> Node<'a> {
    pub(super) fn get(self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        Some(Self { value, ..self })
    }

    /// Members of an object.
    pub(super) fn members(self, key: &str) -> impl Iterator<Item = (&'a str, Self)> {
        let members = self.value.get(key).and_then(Value::as_object);
        let members = members.into_iter().flatten();
        members.map(move |(name, value)| (name.as_str(), Self { value, ..self }))
    }

    /// Items of a list.
    pub(super) fn items(self, key: &str) -> impl Iterator<Item = Self> {
        let items = self.value.get(key).and_then(Value::as_array);
        let items = items.into_iter().flatten();
        items.map(move |value| Self { value, ..self })
    }

    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }
}

impl Files {
    /// A document without other files.
    pub(super) fn of(root: PathBuf, document: Value) -> Self {
        let files = BTreeMap::from([(root.clone(), document)]);
        Self { root, files }
    }

    /// Reads a document and all files that it refers to.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut queue = vec![root.to_owned()];
        while let Some(file) = queue.pop() {
            if files.contains_key(&file) {
                continue;
            }
            let document = read(&file)?;
            references(&document, &mut |reference| {
                if let Some(other) = other_file(&file, reference) {
                    queue.push(other);
                }
            });
            files.insert(file, document);
        }
        let root = root.to_owned();
        Ok(Self { root, files })
    }

    pub(super) fn root(&self) -> Node<'_> {
        let value = self.files.get(&self.root).unwrap_or(&Value::Null);
        Node {
            file: &self.root,
            value,
        }
    }

    /// The target of a reference of a file.
    pub(super) fn target(&self, from: &Path, reference: &str) -> Result<Node<'_>> {
        let missing = || format!("{}: `{reference}` has no target", from.display());
        if reference.contains("://") {
            bail!(
                "{}: `{reference}` is on the network; only files are followed",
                from.display()
            );
        }
        let file = other_file(from, reference).unwrap_or_else(|| from.to_owned());
        let (file, document) = self.files.get_key_value(&file).with_context(missing)?;
        let pointer = reference.split_once('#').map_or("", |(_, after)| after);
        // Pointers in URLs may be encoded.
        let pointer = pointer.replace("%7B", "{").replace("%7D", "}");
        let value = document.pointer(&pointer).with_context(missing)?;
        Ok(Node { file, value })
    }

    /// A node, or what it refers to.
    pub(super) fn follow<'a>(&'a self, mut node: Node<'a>) -> Result<Node<'a>> {
        for _ in 0..64 {
            let Some(reference) = node.text("$ref") else {
                return Ok(node);
            };
            node = self.target(node.file, reference)?;
        }
        bail!("{}: a reference leads to itself", node.file.display())
    }
}

/// The file that a reference names, if it names one.
fn other_file(from: &Path, reference: &str) -> Option<PathBuf> {
    let (name, _) = reference.split_once('#').unwrap_or((reference, ""));
    if name.is_empty() || name.contains("://") {
        return None;
    }
    let folder = from.parent().unwrap_or(Path::new(""));
    // `a/../b` and `b` are one file.
    let mut file = PathBuf::new();
    for part in folder.join(name).components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if file.file_name().is_some() => {
                file.pop();
            }
            other => file.push(other),
        }
    }
    Some(file)
}

fn references(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                match child {
                    Value::String(reference) if key == "$ref" => found(reference),
                    // These hold data, not parts of the document.
                    _ if matches!(key.as_str(), "example" | "examples") => {}
                    _ => references(child, found),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                references(item, found);
            }
        }
        _ => {}
    }
}

fn read(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    parse(&text).with_context(|| file.display().to_string())
}

/// JSON if it looks like it, otherwise YAML.
pub(super) fn parse(text: &str) -> Result<Value> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(value);
    }
    let mut documents = Yaml::load_from_str(text).context("neither JSON nor YAML")?;
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) => convert(&document),
        _ => bail!("expected one YAML document"),
    }
}

fn convert(yaml: &Yaml<'_>) -> Result<Value> {
    Ok(match yaml {
        Yaml::Value(scalar) => match scalar {
            Scalar::Null => Value::Null,
            Scalar::Boolean(flag) => (*flag).into(),
            Scalar::Integer(number) => (*number).into(),
            Scalar::FloatingPoint(number) => number.into_inner().into(),
            Scalar::String(text) => text.as_ref().into(),
        },
        Yaml::Sequence(items) => items
            .iter()
            .map(convert)
            .collect::<Result<Vec<_>>>()?
            .into(),
        Yaml::Mapping(members) => {
            let mut map = Map::new();
            for (key, value) in members {
                let value = convert(value)?;
                match (convert(key)?, value) {
                    (Value::String(key), Value::Object(base)) if key == "<<" => {
                        for (key, value) in base {
                            map.entry(key).or_insert(value);
                        }
                    }
                    (Value::String(key), value) => {
                        map.insert(key, value);
                    }
                    // Statuses without quotes.
                    (key, value) => {
                        map.insert(key.to_string(), value);
                    }
                }
            }
            map.into()
        }
        Yaml::Tagged(_, node) => convert(node)?,
        Yaml::Representation(text, ..) => text.as_ref().into(),
        Yaml::Alias(_) | Yaml::BadValue => bail!("YAML that cannot be read as JSON"),
    })
}

/// Names a place for messages.
pub(super) fn place(node: Node<'_>, keys: &[&str]) -> String {
    let at = keys
        .iter()
        .fold(String::new(), |at, key| pointer::join(&at, key));
    format!("{}#{at}", node.file.display())
}
