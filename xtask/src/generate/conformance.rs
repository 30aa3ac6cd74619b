//! Coding and calling by the name of an operation, for tests and `cargo xtask conform`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{builders, rust};
use crate::model::{Api, Body, Operation, Type};

/// The file `conformance.rs`.
#[must_use]
pub fn emit(api: &Api) -> TokenStream {
    let arms = api.operations.iter().flat_map(|operation| {
        let requests = types(api, operation, request_type);
        let responses = types(api, operation, response_type);
        [
            arm(operation, &quote!(Request), &requests),
            arm(operation, &quote!(Response), &responses),
        ]
    });
    let names = api.operations.iter().map(|operation| operation.id.as_str());
    let calls = api
        .operations
        .iter()
        .filter(|operation| builders::has_builder(operation))
        .map(|operation| call(api, operation));
    quote! {
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

fn request_type(operation: &Operation) -> Option<&Type> {
    match &operation.body {
        Body::Json { ty, .. } | Body::Form(ty) => Some(ty),
        Body::None | Body::Multipart(_) | Body::Bytes => None,
    }
}

fn response_type(operation: &Operation) -> Option<&Type> {
    operation
        .response
        .as_ref()
        .filter(|ty| **ty != Type::Binary)
}

fn types(
    api: &Api,
    operation: &Operation,
    of: fn(&Operation) -> Option<&Type>,
) -> Vec<TokenStream> {
    let mut seen = Vec::new();
    for id in &operation.twins {
        let twin = api.operations.iter().find(|other| other.id == *id);
        if let Some(ty) = twin.and_then(of)
            && !seen.contains(&ty)
        {
            seen.push(ty);
        }
    }
    seen.into_iter().map(|ty| rust::ty(api, ty)).collect()
}

fn arm(operation: &Operation, direction: &TokenStream, types: &[TokenStream]) -> TokenStream {
    if types.is_empty() {
        return TokenStream::new();
    }
    let id = &operation.id;
    quote! {
        (Direction::#direction, #id) => vec![#(reencode::<#types>(bytes)),*],
    }
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
