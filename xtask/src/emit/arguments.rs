//! The arguments of operations: what a caller gives, by parameter, setter, or part of the body.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use serde_json::Value;

use crate::model::{Api, Body, Operation, Place, Type};
use crate::rust;

/// An argument of an operation: a parameter, the body, or a part of the body.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Field of the builder, and name of the parameter or setter.
    pub ident: Ident,
    /// Name on the wire.
    pub wire: String,
    /// Description.
    pub doc: String,
    /// Type.
    pub ty: Type,
    /// Parameter or setter.
    pub required: bool,
    /// `None` for the body and its parts.
    pub place: Option<Place>,
    /// The field that is expanded, where the argument is an object of its filters.
    pub expansion: Option<String>,
    /// Whether the list is written as JSON.
    pub json: bool,
    /// Example of a parameter.
    pub example: Option<Value>,
}

impl Argument {
    /// Type of the builder's field.
    #[must_use]
    pub fn field_type(&self, api: &Api) -> TokenStream {
        let ty = rust::ty(api, &self.ty);
        if self.required || rust::is_collection(&self.ty) {
            ty
        } else {
            quote!(Option<#ty>)
        }
    }
}

/// The arguments of an operation: path, body, then the query; constants are written without the caller.
#[must_use]
pub fn of(api: &Api, operation: &Operation) -> Vec<Argument> {
    let mut out: Vec<Argument> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.constant.is_none())
        .map(|parameter| Argument {
            ident: rust::field_ident(&parameter.wire),
            wire: parameter.wire.clone(),
            doc: parameter.doc.clone(),
            ty: parameter.ty.clone(),
            required: parameter.required,
            place: Some(parameter.place),
            expansion: parameter.expansion.clone(),
            json: parameter.json,
            example: parameter.example.clone(),
        })
        .collect();
    let body = |ty: &Type, required| Argument {
        ident: format_ident!("body"),
        wire: "body".to_owned(),
        doc: match operation.body_doc.as_str() {
            "" => "Body of the request.".to_owned(),
            doc => doc.to_owned(),
        },
        ty: ty.clone(),
        required,
        place: None,
        expansion: None,
        json: false,
        example: None,
    };
    match &operation.body {
        // A body of constants is written without the caller.
        Body::Json { ty, .. } if constant_body(api, ty).is_some() => {}
        // An empty object is as good as no body, so a body that may be absent is sent, too.
        Body::Json { ty, .. } => out.push(body(ty, true)),
        Body::Form(ty) => out.push(body(ty, true)),
        Body::Multipart(name) => out.extend(parts(api, name)),
        Body::None | Body::Bytes => {}
    }
    out.sort_by_key(|argument| match argument.place {
        Some(Place::Path) => 0,
        None => 1,
        Some(_) => 2,
    });
    out
}

/// The type of a body that has nothing to set.
pub(super) fn constant_body(api: &Api, ty: &Type) -> Option<TokenStream> {
    matches!(ty, Type::Named(name) if api.is_constant(name)).then(|| rust::ty(api, ty))
}

/// The parts of a multipart body that a caller gives.
fn parts(api: &Api, schema: &str) -> Vec<Argument> {
    let fields = api.object(schema).map(|object| object.fields.as_slice());
    fields
        .unwrap_or_default()
        .iter()
        .filter(|field| !api.is_fixed(field) && field.mime_of.is_none())
        .map(|field| Argument {
            ident: rust::field_ident(&field.wire),
            wire: field.wire.clone(),
            doc: field.doc.clone(),
            ty: field.ty.clone(),
            required: field.required,
            place: None,
            expansion: None,
            json: false,
            example: None,
        })
        .collect()
}
