//! The family's client: one method per operation, each makes a request builder.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{builders, rust};
use crate::model::{Api, Operation, Place};

/// The file `client.rs`.
#[must_use]
pub fn emit(api: &Api) -> TokenStream {
    let doc = rust::doc(&format!(
        "Client of the family `{}`.\n\n{}\n\nCheap to clone. Make it with [`Client::builder`], or from the \
         [`Transport`] that several clients share.\n\n# Errors\n\nEvery request fails with an [`Error`](whatsapp_business_core::Error) \
         when it cannot be built, the connection fails, the platform refuses it ([`Error::graph`](whatsapp_business_core::Error::graph) \
         has its code), or the answer cannot be decoded.",
        api.family, api.description
    ));
    let methods = api
        .operations
        .iter()
        .filter(|operation| builders::has_builder(operation))
        .map(|operation| method(api, operation));
    quote! {
        use std::borrow::Cow;

        use whatsapp_business_core::{ClientBuilder, RequestOptions, Transport};

        #[allow(unused_imports)]
        use super::{builder, low_level, types};

        #doc
        #[derive(Clone, Debug)]
        pub struct Client {
            low_level: low_level::Client,
        }

        impl Client {
            /// Configures a client of this family alone.
            pub fn builder() -> ClientBuilder<Self> {
                ClientBuilder::new()
            }

            /// The transport that the client sends through.
            pub fn transport(&self) -> &Transport {
                &self.low_level.inner
            }

            pub(crate) fn low_level(&self, options: Option<&RequestOptions>) -> Cow<'_, low_level::Client> {
                match options {
                    None => Cow::Borrowed(&self.low_level),
                    Some(options) => Cow::Owned(low_level::Client {
                        inner: self.transport().with_options(options.clone()),
                    }),
                }
            }

            #(#methods)*
        }

        impl From<Transport> for Client {
            fn from(transport: Transport) -> Self {
                Self { low_level: low_level::Client { inner: transport } }
            }
        }
    }
}

fn method(api: &Api, operation: &Operation) -> TokenStream {
    let doc = rust::doc(&documentation(operation));
    let id = format_ident!("{}", operation.id);
    let builder = builders::builder_ident(operation);
    let arguments = builders::arguments(api, operation);
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
            builder::#builder::new(self.clone(), #(#values),*)
        }
    }
}

/// Summary, description, request line, parameters, permissions, vendor page.
fn documentation(operation: &Operation) -> String {
    let mut text = format!(
        "{}.\n\n{}\n\n",
        operation.summary.trim_end_matches('.'),
        operation.description
    );
    text.push_str(&format!("`{} {}`\n\n", operation.method, operation.path));
    let path: Vec<_> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.place == Place::Path || parameter.required)
        .collect();
    if !path.is_empty() {
        text.push_str("# Arguments\n\n");
        for parameter in path {
            text.push_str(&format!(
                "- `{}`: {}\n",
                parameter.wire,
                parameter.doc.replace('\n', " ")
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
        text.push_str(&format!("[Documentation of the platform]({url})"));
    }
    text
}
