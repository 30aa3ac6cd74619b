//! The client of a family: a method per operation, which returns its request builder.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::arguments::{self, Argument};
use super::builders;
use super::example;
use super::format::Piece;
use crate::model::{Api, Operation};
use crate::rust;

/// The file `client.rs`.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    let doc = rust::doc(&format!(
        "Client of the family `{}`.\n\n{}\n\nCheap to clone. Create it with [`Client::builder`], or from the [`Transport`] that \
         several clients share.\n\n# Errors\n\nEvery request fails with an [`Error`](whatsapp_business_core::Error) when it \
         cannot be built or delivered, when the platform rejects it \
         ([`Error::graph`](whatsapp_business_core::Error::graph) has the code), or when the response cannot be decoded.",
        api.family, api.description
    ));
    let methods = api
        .operations
        .iter()
        .filter(|operation| operation.has_builder())
        .map(|operation| method(api, operation));
    vec![Piece::Items(quote! {
        #doc
        #[derive(Clone, Debug)]
        pub struct Client {
            transport: whatsapp_business_core::Transport,
        }

        impl Client {
            /// Configures a client of this family alone.
            pub fn builder() -> whatsapp_business_core::ClientBuilder<Self> {
                whatsapp_business_core::ClientBuilder::new()
            }

            /// The transport that the client sends with.
            #[must_use]
            pub fn transport(&self) -> &whatsapp_business_core::Transport {
                &self.transport
            }

            #(#methods)*
        }

        impl From<whatsapp_business_core::Transport> for Client {
            fn from(transport: whatsapp_business_core::Transport) -> Self {
                Self { transport }
            }
        }
    })]
}

fn method(api: &Api, operation: &Operation) -> TokenStream {
    let id = format_ident!("{}", operation.id);
    let builder = builders::ident(operation);
    let arguments = arguments::of(api, operation);
    let doc = rust::doc(&documentation(api, operation, &arguments));
    let required: Vec<_> = arguments
        .iter()
        .filter(|argument| argument.required)
        .collect();
    let parameters = required.iter().map(|argument| {
        let ident = &argument.ident;
        let (ty, _) = rust::argument(api, &argument.ty, ident);
        quote!(#ident: #ty)
    });
    let values = required
        .iter()
        .map(|argument| rust::argument(api, &argument.ty, &argument.ident).1);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    quote! {
        #doc
        #deprecated
        pub fn #id(&self, #(#parameters),*) -> builder::#builder {
            builder::#builder::new(self.transport.clone(), #(#values),*)
        }
    }
}

/// Summary, description, request line, arguments, permissions, page of the platform, example.
fn documentation(api: &Api, operation: &Operation, arguments: &[Argument]) -> String {
    let mut text = format!(
        "{}.\n\n{}\n\n",
        operation.summary.trim_end_matches('.'),
        operation.description
    );
    text.push_str(&format!("`{} {}`\n\n", operation.method, operation.path));
    let required: Vec<_> = arguments.iter().filter(|one| one.required).collect();
    if !required.is_empty() {
        text.push_str("# Arguments\n\n");
        for argument in required {
            text.push_str(&format!(
                "- `{}`: {}\n",
                argument.ident,
                argument.doc.replace('\n', " ")
            ));
        }
        text.push('\n');
    }
    let permissions: Vec<String> = operation
        .permissions
        .iter()
        .map(|permission| format!("`{permission}`"))
        .collect();
    if !permissions.is_empty() {
        text.push_str(&format!("# Permissions\n\n{}\n\n", permissions.join(", ")));
    }
    if let Some(url) = &operation.docs_url {
        text.push_str(&format!("[Platform documentation]({url})\n\n"));
    }
    if let Some(example) = example::example(api, operation, arguments) {
        text.push_str(&format!("# Examples\n\n{example}"));
    }
    text
}
