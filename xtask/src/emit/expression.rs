//! Rust that makes a JSON value with the constructors, setters and variants of the generated types.

use heck::ToSnakeCase as _;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::format;
use crate::model::{Api, Enum, Payload, SchemaKind, Type, Union};
use crate::rust;
use crate::value;

/// What a value is given to.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    /// A parameter, which takes all that converts, and of lists all that can be iterated over.
    Parameter,
    /// The inside of a variant or a list, which has the type itself.
    Inside,
}

/// Makes expressions, and variables for parts that are long.
#[derive(Debug)]
pub(super) struct Expressions<'a> {
    api: &'a Api,
    /// Parts of more lines become variables.
    longest_part: usize,
    variables: Vec<(String, TokenStream)>,
}

impl<'a> Expressions<'a> {
    /// Makes variables of what has more lines.
    pub(super) fn new(api: &'a Api, longest_part: usize) -> Self {
        Self {
            api,
            longest_part,
            variables: Vec::new(),
        }
    }

    /// The statements that declare the variables.
    pub(super) fn variables(&self) -> TokenStream {
        let statements = self.variables.iter().map(|(name, value)| {
            let name = rust::ident(name);
            quote!(let #name = #value;)
        });
        quote!(#(#statements)*)
    }

    /// The argument of a parameter or setter; `None` if the value is not of the type.
    pub(super) fn argument(&mut self, ty: &Type, value: &Value) -> Option<TokenStream> {
        self.value(ty, value, Target::Parameter)
    }

    /// A variable for a value, named after a text.
    pub(super) fn variable(&mut self, name: &str, value: TokenStream) -> TokenStream {
        let name = name.to_snake_case();
        let name = (1..)
            .map(|number| match number {
                1 => name.clone(),
                _ => format!("{name}_{number}"),
            })
            .find(|name| self.variables.iter().all(|(taken, _)| taken != name))
            .unwrap_or(name);
        let ident = rust::ident(&name);
        self.variables.push((name, value));
        quote!(#ident)
    }

    fn value(&mut self, ty: &Type, value: &Value, target: Target) -> Option<TokenStream> {
        match ty {
            Type::String | Type::Secret => text(value, target),
            Type::Integer => integer(value),
            Type::Number => {
                let number = Literal::f64_unsuffixed(value.as_f64()?);
                Some(quote!(#number))
            }
            Type::Boolean => {
                let flag = value.as_bool()?;
                Some(quote!(#flag))
            }
            // A file is not JSON.
            Type::Binary => None,
            Type::Json => json(value),
            Type::JsonObject => json_object(value.as_object()?),
            Type::Array(inner) => self.list(inner, value.as_array()?, target),
            Type::Map(inner) => self.map(inner, value.as_object()?, target),
            Type::Named(name) => self.named(name, value, target),
        }
    }

    fn named(&mut self, name: &str, value: &Value, target: Target) -> Option<TokenStream> {
        let api = self.api;
        match &api.schemas.get(name)?.kind {
            SchemaKind::Core(path) if path == "Timestamp" && value.is_i64() => {
                let seconds = integer(value)?;
                let seconds: TokenStream = format!("{seconds}_i64").parse().ok()?;
                Some(match target {
                    Target::Parameter => seconds,
                    Target::Inside => quote!(#seconds.into()),
                })
            }
            SchemaKind::Core(_) => text(value, target),
            SchemaKind::Alias(alias) => self.value(alias, value, target),
            SchemaKind::Enum(enumeration) => {
                enum_value(self.api, name, enumeration, value.as_str()?)
            }
            SchemaKind::Union(union) => self.variant(name, union, value),
            SchemaKind::Object(_) => self.object(name, value),
        }
    }

    fn list(&mut self, inner: &Type, items: &[Value], target: Target) -> Option<TokenStream> {
        let is_nested = matches!(inner, Type::Array(_));
        let inside = match target {
            Target::Parameter if !is_nested => Target::Parameter,
            _ => Target::Inside,
        };
        let items: Vec<TokenStream> = items
            .iter()
            .map(|item| self.value(inner, item, inside))
            .collect::<Option<_>>()?;
        Some(match (target, items.is_empty()) {
            (Target::Inside, true) => quote!(Vec::new()),
            (Target::Inside, false) => quote!(vec![#(#items),*]),
            (Target::Parameter, true) => {
                let ty = rust::ty(self.api, inner);
                quote!(Vec::<#ty>::new())
            }
            (Target::Parameter, false) => quote!([#(#items),*]),
        })
    }

    fn map(
        &mut self,
        inner: &Type,
        entries: &Map<String, Value>,
        target: Target,
    ) -> Option<TokenStream> {
        let entries: Vec<TokenStream> = entries
            .iter()
            .map(|(name, value)| {
                let value = self.value(inner, value, Target::Inside)?;
                Some(quote!((#name.to_owned(), #value)))
            })
            .collect::<Option<_>>()?;
        Some(match target {
            Target::Parameter => quote!([#(#entries),*]),
            Target::Inside => quote!([#(#entries),*].into()),
        })
    }

    fn variant(&mut self, name: &str, union: &Union, value: &Value) -> Option<TokenStream> {
        let variant = value::variant(self.api, union, value)?;
        let name = rust::public(self.api, name);
        let ident = format_ident!("{}", variant.name);
        let path = quote!(#name::#ident);
        let held = match &variant.holds {
            Payload::Unit => return Some(path),
            Payload::Keyed { ty, .. } => {
                let (_, part) = value::keyed(variant, value)?;
                self.value(ty, part, Target::Inside)?
            }
            Payload::Whole(schema) => self.named(schema, value, Target::Inside)?,
            Payload::Single { field, .. } => {
                self.value(&field.ty, value.get(&field.wire)?, Target::Inside)?
            }
        };
        let held = self.shortened(&variant.wire, held);
        Some(quote!(#path(#held)))
    }

    fn object(&mut self, name: &str, value: &Value) -> Option<TokenStream> {
        let api = self.api;
        let (required, optional) = rust::settable(api, &api.object(name)?.fields);
        let mut arguments = Vec::new();
        for field in required {
            let part = if field.flatten {
                value
            } else {
                value.get(&field.wire)?
            };
            let argument = self.argument(&field.ty, part)?;
            arguments.push(self.shortened(&field.wire, argument));
        }
        let mut setters = Vec::new();
        for field in optional {
            let Some(part) = value.get(&field.wire).filter(|part| !is_nothing(part)) else {
                continue;
            };
            let argument = self.argument(&field.ty, part)?;
            let argument = self.shortened(&field.wire, argument);
            let setter = rust::field_ident(&field.wire);
            setters.push(quote!(.#setter(#argument)));
        }
        let name = rust::public(api, name);
        Some(quote!(#name::new(#(#arguments),*) #(#setters)*))
    }

    /// A variable instead of an expression that is too long.
    fn shortened(&mut self, name: &str, expression: TokenStream) -> TokenStream {
        if format::statements(&quote!(#expression;)).lines().count() > self.longest_part {
            self.variable(name, expression)
        } else {
            expression
        }
    }
}

/// Whether a setter is left out.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Text; an id may be a number in the example of an expansion.
fn text(value: &Value, target: Target) -> Option<TokenStream> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(match target {
        Target::Parameter => quote!(#text),
        Target::Inside => quote!(#text.into()),
    })
}

fn integer(value: &Value) -> Option<TokenStream> {
    let number = Literal::i64_unsuffixed(value.as_i64()?);
    Some(quote!(#number))
}

fn json(value: &Value) -> Option<TokenStream> {
    let value: TokenStream = value.to_string().parse().ok()?;
    Some(quote!(serde_json::json!(#value)))
}

fn json_object(object: &Map<String, Value>) -> Option<TokenStream> {
    let entries: Vec<TokenStream> = object
        .iter()
        .map(|(name, value)| {
            let value = json(value)?;
            Some(quote!((#name.to_owned(), #value)))
        })
        .collect::<Option<_>>()?;
    Some(quote!(serde_json::Map::from_iter([#(#entries),*])))
}

fn enum_value(api: &Api, name: &str, enumeration: &Enum, text: &str) -> Option<TokenStream> {
    let name = rust::public(api, name);
    let known = enumeration.values.iter().find(|value| {
        std::iter::once(&value.wire)
            .chain(&value.aliases)
            .any(|wire| wire.eq_ignore_ascii_case(text))
    });
    match known {
        Some(value) => {
            let variant = format_ident!("{}", value.variant);
            Some(quote!(#name::#variant))
        }
        None if enumeration.open => Some(quote!(#name::from(#text))),
        None => None,
    }
}
