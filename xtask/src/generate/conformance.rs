//! Coding and calling by the name of an operation, for tests and `cargo xtask conform`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{builders, rust};
use crate::model::{Api, Body, Operation, Type};

/// The file `conformance.rs`.
#[must_use]
pub fn emit(api: &Api) -> TokenStream {
    let arms = api
        .operations
        .iter()
        .flat_map(|operation| by_direction(api, operation, &quote!(reencode), &quote!(bytes)));
    let schemas = api
        .operations
        .iter()
        .flat_map(|operation| by_direction(api, operation, &quote!(json_schema), &quote!()));
    let values = api.webhooks.iter().map(|webhook| {
        let ty = rust::ty(api, &Type::Named(webhook.value.clone()));
        let spellings = std::iter::once(&webhook.field).chain(&webhook.aliases);
        quote!(#(#spellings)|* => reencode::<#ty>(bytes))
    });
    let value_schemas = api.webhooks.iter().map(|webhook| {
        let ty = rust::ty(api, &Type::Named(webhook.value.clone()));
        let spellings = std::iter::once(&webhook.field).chain(&webhook.aliases);
        quote!(#(#spellings)|* => json_schema::<#ty>())
    });
    let webhook = (!api.webhooks.is_empty()).then(|| {
        quote! {
            /// Decodes the value of a webhook and encodes it again. `None` when no webhook has this field.
            pub fn webhook(field: &str, bytes: &[u8]) -> Option<Outcome> {
                Some(match field {
                    #(#values,)*
                    _ => return None,
                })
            }

            /// The JSON Schema of the value of a webhook. `None` when no webhook has this field.
            #[cfg(feature = "schemars")]
            pub fn webhook_schema(field: &str) -> Option<serde_json::Value> {
                Some(match field {
                    #(#value_schemas,)*
                    _ => return None,
                })
            }
        }
    });
    let names = api.operations.iter().map(|operation| operation.id.as_str());
    let calls = api
        .operations
        .iter()
        .filter(|operation| builders::has_builder(operation))
        .map(|operation| call(api, operation));
    quote! {
        #[cfg(feature = "schemars")]
        use whatsapp_business_core::rt::conformance::json_schema;
        use whatsapp_business_core::rt::conformance::{answer, argument, reencode, Answer, Arguments, Direction, Outcome};

        #[allow(unused_imports)]
        use super::types;

        /// Ids of all operations of the family.
        pub const OPERATIONS: &[&str] = &[#(#names),*];

        /// Decodes a body and encodes it again, by each type that the operation has for it; twins on the same method and path
        /// included. `None` when the operation is not of this family or has no JSON body in this direction.
        pub fn roundtrip(direction: Direction, operation: &str, bytes: &[u8]) -> Option<Vec<Outcome>> {
            Some(match (direction, operation) {
                #(#arms)*
                _ => return None,
            })
        }

        /// The JSON Schemas of the types by which `roundtrip` decodes, in the same order.
        #[cfg(feature = "schemars")]
        pub fn schemas(direction: Direction, operation: &str) -> Option<Vec<serde_json::Value>> {
            Some(match (direction, operation) {
                #(#schemas)*
                _ => return None,
            })
        }

        #webhook

        /// Calls an operation with arguments by their names on the wire. `None` when the operation is not of this family or is
        /// written by hand.
        pub async fn call(client: &super::Client, operation: &str, arguments: &Arguments) -> Option<Answer> {
            Some(match operation {
                #(#calls)*
                _ => return None,
            })
        }
    }
}

/// The types of a request's JSON: the body, or the parts of a multipart body that hold objects.
fn request_types<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a Type> {
    match &operation.body {
        Body::Json { ty, .. } | Body::Form(ty) => vec![ty],
        Body::Multipart(schema) => {
            let fields = api.object(schema).map(|object| object.fields.as_slice());
            let parts = fields.unwrap_or_default().iter().map(|field| &field.ty);
            parts
                .filter(|ty| matches!(ty, Type::Named(name) if api.object(name).is_some()))
                .collect()
        }
        Body::None | Body::Bytes => Vec::new(),
    }
}

fn response_types<'a>(_: &'a Api, operation: &'a Operation) -> Vec<&'a Type> {
    operation
        .response
        .iter()
        .filter(|ty| **ty != Type::Binary)
        .collect()
}

fn types(
    api: &Api,
    operation: &Operation,
    of: for<'a> fn(&'a Api, &'a Operation) -> Vec<&'a Type>,
) -> Vec<TokenStream> {
    let mut seen = Vec::new();
    for id in &operation.twins {
        let twin = api.operations.iter().filter(|other| other.id == *id);
        for ty in twin.flat_map(|twin| of(api, twin)) {
            if !seen.contains(&ty) {
                seen.push(ty);
            }
        }
    }
    seen.into_iter().map(|ty| rust::ty(api, ty)).collect()
}

/// The arms of a match on direction and operation: what a function of each type says.
fn by_direction(
    api: &Api,
    operation: &Operation,
    function: &TokenStream,
    arguments: &TokenStream,
) -> [TokenStream; 2] {
    let id = &operation.id;
    let arm = |direction: TokenStream, types: Vec<TokenStream>| {
        if types.is_empty() {
            return TokenStream::new();
        }
        quote! {
            (Direction::#direction, #id) => vec![#(#function::<#types>(#arguments)),*],
        }
    };
    [
        arm(quote!(Request), types(api, operation, request_types)),
        arm(quote!(Response), types(api, operation, response_types)),
    ]
}

fn call(api: &Api, operation: &Operation) -> TokenStream {
    let id = &operation.id;
    let method = format_ident!("{}", operation.id);
    let arguments = builders::arguments(api, operation);
    let taken = arguments.iter().map(|argument| {
        let ident = &argument.ident;
        let wire = &argument.wire;
        let ty = rust::ty(api, &argument.ty);
        let value = match argument.ty {
            Type::Binary => quote!(whatsapp_business_core::rt::conformance::file(arguments, #wire)),
            Type::Array(ref item) if **item == Type::Binary => {
                quote!(whatsapp_business_core::rt::conformance::files(arguments, #wire))
            }
            _ => quote!(argument::<#ty>(arguments, #wire)),
        };
        if argument.required {
            quote! {
                let #ident = match #value {
                    Ok(Some(value)) => value,
                    Ok(None) => return Some(Answer::missing(#wire)),
                    Err(answer) => return Some(answer),
                };
            }
        } else {
            quote! {
                let #ident = match #value {
                    Ok(value) => value,
                    Err(answer) => return Some(answer),
                };
            }
        }
    });
    let required = arguments
        .iter()
        .filter(|argument| argument.required)
        .map(|argument| &argument.ident);
    let setters = arguments
        .iter()
        .filter(|argument| !argument.required)
        .map(|argument| {
            let ident = &argument.ident;
            let is_query_list = matches!(argument.ty, Type::Array(_)) && argument.place.is_some();
            if is_query_list {
                quote! {
                    for value in #ident.into_iter().flatten() {
                        request = request.#ident(value);
                    }
                }
            } else {
                quote! {
                    if let Some(value) = #ident {
                        request = request.#ident(value);
                    }
                }
            }
        });
    quote! {
        #id => {
            #(#taken)*
            #[allow(unused_mut)]
            let mut request = client.#method(#(#required),*);
            #(#setters)*
            answer(request.send().await)
        }
    }
}
