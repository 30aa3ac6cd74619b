//! Examples of operations: short Rust that makes a request of the specification's example.

use heck::ToSnakeCase as _;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::arguments::Argument;
use super::expression::Expressions;
use super::{format, pages};
use crate::model::{Api, Operation, SchemaKind, Type};
use crate::rust;

/// Lines of an example from which on parts of it become variables, and lines of such a part.
const LONG: (usize, usize) = (14, 4);

/// The example of an operation: of its examples the one that is shortest in Rust, as Markdown.
pub(super) fn example(api: &Api, operation: &Operation, arguments: &[Argument]) -> Option<String> {
    let none = [Value::Null];
    let requests = match operation.requests.as_slice() {
        [] => none.as_slice(),
        requests => requests,
    };
    let code = requests
        .iter()
        .filter_map(|request| {
            let (lines, part) = LONG;
            let whole = statements(api, operation, arguments, request, usize::MAX)?;
            if whole.lines().count() <= lines {
                return Some(whole);
            }
            statements(api, operation, arguments, request, part)
        })
        // Text that is empty shows less than any other.
        .min_by_key(|code| (code.contains("\"\""), code.lines().count(), code.len()))?;
    let mut uses = vec!["Client"];
    uses.extend(code.contains("FilePart::").then_some("FilePart"));
    uses.extend(code.contains("types::").then_some("types"));
    let uses = match uses.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("{{{}}}", several.join(", ")),
    };
    let family = api.family.to_snake_case();
    Some(format!(
        "```no_run\n\
         # use whatsapp_business_{family}::{uses};\n\
         # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {{\n\
         {code}\
         # Ok(())\n\
         # }}\n\
         ```"
    ))
}

/// The example of one request, formatted.
fn statements(
    api: &Api,
    operation: &Operation,
    arguments: &[Argument],
    request: &Value,
    longest_part: usize,
) -> Option<String> {
    let mut expressions = Expressions::new(api, longest_part);
    let mut required = Vec::new();
    let mut setters = Vec::new();
    let mut has_option = false;
    for argument in arguments {
        let value = match argument.place {
            Some(_) if argument.required => {
                argument.example.clone().or_else(|| some(api, argument))
            }
            Some(_) if is_selection(argument) => fields(api, argument),
            // Two of them may exclude each other.
            Some(_) if has_option => None,
            Some(_) => argument.example.clone(),
            None if argument.wire == "body" => Some(request.clone()),
            None => request.get(&argument.wire).cloned(),
        };
        let value = match value {
            Some(value) => value,
            None if argument.required => return None,
            None => continue,
        };
        let expression = match file(argument, &value) {
            Some(file) if argument.required => expressions.variable(&argument.wire, file),
            Some(file) => file,
            None => expressions.argument(&argument.ty, &value)?,
        };
        if argument.required {
            let is_long = format::statements(&quote!(#expression;)).lines().count() > longest_part;
            required.push(match &argument.ty {
                Type::Named(name) if is_long => expressions.variable(name, expression),
                _ if is_long => expressions.variable(&argument.wire, expression),
                _ => expression,
            });
        } else {
            has_option |= argument.place.is_some() && !is_selection(argument);
            let setter = &argument.ident;
            setters.push(quote!(.#setter(#expression)));
        }
    }
    let method = format_ident!("{}", operation.id);
    let request = quote!(client.#method(#(#required),*) #(#setters)*);
    let variables = expressions.variables();
    let call = call(api, operation, &request)?;
    Some(format::statements(&quote!(#variables #call)))
}

/// Sends the request, and names what it returns.
fn call(api: &Api, operation: &Operation, request: &TokenStream) -> Option<TokenStream> {
    if let Some(paging) = &operation.paging {
        let page = pages::page(api, operation.response.as_ref(), &paging.items).ok()?;
        let item = match &page.item {
            Type::Named(name) => rust::ident(&name.to_snake_case()),
            _ => format_ident!("item"),
        };
        let text = format!("{{{item}:?}}");
        return Some(quote! {
            let mut items = #request.items();
            while let Some(#item) = items.try_next().await? {
                println!(#text);
            }
        });
    }
    let name = match &operation.response {
        None => return Some(quote!(#request.await?;)),
        Some(Type::Named(name)) => match api.schemas.get(name).map(|schema| &schema.kind) {
            Some(SchemaKind::Core(path)) if path == "Success" => {
                return Some(quote!(#request.await?;));
            }
            _ if name.ends_with("Response") => "response".to_owned(),
            _ => name.to_snake_case(),
        },
        Some(_) => "response".to_owned(),
    };
    let name = rust::ident(&name);
    Some(quote!(let #name = #request.await?;))
}

/// A value of a required parameter that has no example: the first of an enumeration.
fn some(api: &Api, argument: &Argument) -> Option<Value> {
    let first = |ty: &Type| match ty {
        Type::Named(name) => match &api.schemas.get(name)?.kind {
            SchemaKind::Enum(enumeration) => Some(enumeration.values.first()?.wire.clone()),
            _ => None,
        },
        _ => None,
    };
    match &argument.ty {
        Type::Array(item) => Some(Value::from(vec![first(item)?])),
        ty => Some(Value::from(first(ty)?)),
    }
}

/// Whether it is the fields to ask for.
fn is_selection(argument: &Argument) -> bool {
    argument.wire == "fields" && argument.expansion.is_none()
}

/// Two fields to ask for, where the fields are selected.
fn fields(api: &Api, argument: &Argument) -> Option<Value> {
    let Type::Array(item) = &argument.ty else {
        return None;
    };
    let Type::Named(name) = &**item else {
        return None;
    };
    match &api.schemas.get(name)?.kind {
        SchemaKind::Enum(enumeration) => {
            let names = enumeration.values.iter().map(|value| value.wire.as_str());
            Some(names.filter(|name| *name != "id").take(2).collect())
        }
        _ => None,
    }
}

/// Files by the words of their examples: MIME type and name.
const FILES: [(&str, &str, &str); 5] = [
    ("JPEG", "image/jpeg", "photo.jpg"),
    ("PNG", "image/png", "picture.png"),
    ("PDF", "application/pdf", "document.pdf"),
    ("JSON", "application/json", "flow.json"),
    ("Opus", "audio/ogg", "recording.ogg"),
];

/// A file, or a list of files.
fn file(argument: &Argument, value: &Value) -> Option<TokenStream> {
    match (&argument.ty, value) {
        (Type::Binary, Value::String(text)) => {
            let (_, mime_type, name) = FILES.iter().find(|(word, ..)| text.contains(word))?;
            Some(quote!(FilePart::bytes(#name, #mime_type, std::fs::read(#name)?)))
        }
        (Type::Array(item), Value::Array(values)) if **item == Type::Binary => {
            let files: Vec<TokenStream> = values
                .iter()
                .map(|value| {
                    let argument = Argument {
                        ty: Type::Binary,
                        ..argument.clone()
                    };
                    file(&argument, value)
                })
                .collect::<Option<_>>()?;
            Some(quote!([#(#files),*]))
        }
        _ => None,
    }
}
