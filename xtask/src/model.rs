//! The typed picture of a family that all generating stages share: what the bundled document says in the terms of the dialect.
//!
//! [`crate::read`] reads it from the bundled document. Nothing later looks at raw OpenAPI again.

use indexmap::IndexMap;
use serde_json::Value;

/// Name of the crate of shared types, after the prefix that all crates have.
pub const SHARED: &str = "types";

/// One API family.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Family name with hyphens, as in `phone-numbers`; [`SHARED`] for the shared types.
    pub family: String,
    /// Title of the document.
    pub title: String,
    /// Description of the document.
    pub description: String,
    /// Named schemas, in the order of the document.
    pub schemas: IndexMap<String, Schema>,
    /// Operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// Webhooks, in the order of the document.
    pub webhooks: Vec<Webhook>,
    /// Groups of types, in the order of the document.
    pub groups: Vec<Group>,
}

/// Types that are in a module of their own, because the family has so many.
#[derive(Clone, Debug)]
pub struct Group {
    /// Name of the module.
    pub name: String,
    /// Description.
    pub doc: String,
}

/// A kind of webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The `field` that an app subscribes to.
    pub field: String,
    /// Other spellings of the field.
    pub aliases: Vec<String>,
    /// What it tells.
    pub doc: String,
    /// Name of the schema of its value.
    pub value: String,
}

/// A named schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Name in the specification and in Rust.
    pub name: String,
    /// Description.
    pub doc: String,
    /// What the schema is.
    pub kind: SchemaKind,
    /// Reachable from a request body.
    pub sent: bool,
    /// Reachable from a response or a webhook.
    pub received: bool,
    /// May appear in `Debug` output.
    pub safe: bool,
    /// JSON text that a value of it becomes, from the examples of requests.
    pub example: Option<String>,
    /// Several families use it: it is defined in the crate of shared types.
    pub shared: bool,
    /// The group that it is in.
    pub group: Option<String>,
}

/// The kinds of named schemas that the dialect has.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemaKind {
    /// A type of `whatsapp-business-core`, by its path there.
    Core(String),
    /// A scalar, list or map that is written out wherever it is used.
    Alias(Type),
    /// An enumeration.
    Enum(Enum),
    /// A sent union.
    Union(Union),
    /// An object.
    Object(Object),
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// Whether unknown values are accepted.
    pub open: bool,
    /// The values.
    pub values: Vec<EnumValue>,
}

/// A value of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// Rust variant.
    pub variant: String,
    /// Spelling on the wire.
    pub wire: String,
    /// Other spellings that are accepted.
    pub aliases: Vec<String>,
    /// Description.
    pub doc: String,
}

/// A sent union.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The property that tells the variants apart; `None` for an untagged union.
    pub tag: Option<String>,
    /// The value of the tag that its absence means.
    pub without_tag: Option<String>,
    /// Name of the field that holds the union in a composition.
    pub field: Option<String>,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Rust variant.
    pub name: String,
    /// Value of the tag; the schema name in an untagged union.
    pub wire: String,
    /// Other spellings of the tag that are accepted.
    pub aliases: Vec<String>,
    /// Description.
    pub doc: String,
    /// What the variant holds.
    pub holds: Payload,
}

/// What a variant holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// Nothing beside the tag.
    Unit,
    /// The value of the one property that is named like the tag.
    Keyed {
        /// Type of the property.
        ty: Type,
        /// Whether text in it may appear in `Debug` output.
        safe: bool,
    },
    /// All properties of the named schema.
    Whole(String),
    /// The one property of the named schema that a caller sets; its constants are written beside it.
    Single {
        /// Name of the schema.
        schema: String,
        /// The property.
        field: Box<Field>,
    },
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// The fields, those of composed objects included.
    pub fields: Vec<Field>,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Description.
    pub doc: String,
    /// Type.
    pub ty: Type,
    /// Whether the field must be present.
    pub required: bool,
    /// Text in it may appear in `Debug` output.
    pub safe: bool,
    /// A number that tells of a person, hidden in `Debug` output as text is.
    pub personal: bool,
    /// The only value that is ever sent.
    pub constant: Option<String>,
    /// A composed union: its properties are next to those of the object.
    pub flatten: bool,
    /// A list that has at least one item.
    pub nonempty: bool,
    /// Marked as deprecated.
    pub deprecated: bool,
    /// The part whose MIME type it tells, in a multipart body.
    pub mime_of: Option<String>,
}

/// Type of a field, parameter or body.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Text.
    String,
    /// A credential.
    Secret,
    /// Integer.
    Integer,
    /// Number.
    Number,
    /// Boolean.
    Boolean,
    /// Bytes of a file.
    Binary,
    /// Any JSON.
    Json,
    /// Any JSON object.
    JsonObject,
    /// A named schema.
    Named(String),
    /// A list.
    Array(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
}

/// The host of operations outside of the Graph API; their paths have no version.
pub const API_HOST: &str = "https://api.facebook.com";

/// Host of the platform that serves an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The servers of the document.
    Graph,
    /// [`API_HOST`].
    Api,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// HTTP method in capitals.
    pub method: String,
    /// Host.
    pub host: Host,
    /// Path without `#suffix`.
    pub path: String,
    /// Path as it is written in the document.
    pub path_key: String,
    /// Summary.
    pub summary: String,
    /// Description.
    pub description: String,
    /// Page of the vendor's documentation.
    pub docs_url: Option<String>,
    /// Permissions that the token needs.
    pub permissions: Vec<String>,
    /// Marked as deprecated.
    pub deprecated: bool,
    /// Repeating it has no further effect although its method does not say so.
    pub idempotent: bool,
    /// Implemented by hand.
    pub manual: bool,
    /// The platform is the client.
    pub inbound: bool,
    /// Sent without an access token.
    pub anonymous: bool,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Body of the request.
    pub body: Body,
    /// Description of the body.
    pub body_doc: String,
    /// Examples of the body, by name.
    pub requests: Vec<Value>,
    /// Body of the answer.
    pub response: Option<Type>,
    /// How the list is paged, if it is one.
    pub paging: Option<Paging>,
    /// Ids of the operations that share method and path, this one first.
    pub twins: Vec<String>,
}

/// How a list is paged.
#[derive(Clone, Debug)]
pub struct Paging {
    /// Dotted path of the items of a page.
    pub items: String,
    /// Pages are not linked by `next`; they go on while there is a cursor and an item.
    pub by_cursor: bool,
}

/// Body of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// No body.
    None,
    /// JSON.
    Json {
        /// Type of the body.
        ty: Type,
        /// Whether it must be present.
        required: bool,
    },
    /// `application/x-www-form-urlencoded`.
    Form(Type),
    /// `multipart/form-data`, by the name of the schema.
    Multipart(String),
    /// Raw bytes.
    Bytes,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name on the wire.
    pub wire: String,
    /// Description.
    pub doc: String,
    /// Where it stands.
    pub place: Place,
    /// Whether it must be present.
    pub required: bool,
    /// Type of the argument.
    pub ty: Type,
    /// The only value, which is written for the caller.
    pub constant: Option<String>,
    /// The field that is expanded, where the argument is an object of its filters.
    pub expansion: Option<String>,
    /// Whether the list is written as JSON instead of joined by commas.
    pub json: bool,
    /// An example; of an expansion, the object of its filters.
    pub example: Option<Value>,
}

impl Api {
    /// The schemas that are defined in the crate of the family: all but those that it shares with others.
    pub fn defined(&self) -> impl Iterator<Item = &Schema> {
        self.schemas.values().filter(|schema| !schema.shared)
    }

    /// The schemas that are defined in the crate of shared types.
    pub fn shared(&self) -> impl Iterator<Item = &Schema> {
        self.schemas.values().filter(|schema| schema.shared)
    }

    /// The named schema's object, if it is one.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&Object> {
        match &self.schemas.get(name)?.kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether the schema becomes a struct: an object that is sent or received as JSON, not only as parts of a request.
    #[must_use]
    pub fn is_struct(&self, schema: &Schema) -> bool {
        matches!(schema.kind, SchemaKind::Object(_))
            && (schema.sent || schema.received)
            && !self
                .operations
                .iter()
                .any(|operation| operation.body == Body::Multipart(schema.name.clone()))
    }

    /// The values of all constants of the schemas that the family defines, sorted.
    #[must_use]
    pub fn constants(&self) -> Vec<String> {
        let objects = self.defined().filter_map(|schema| match &schema.kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        });
        let mut values: Vec<String> = objects
            .flat_map(|object| &object.fields)
            .filter_map(|field| field.constant.clone())
            .collect();
        values.sort();
        values.dedup();
        values
    }

    /// Whether the schema is an object without anything that a caller could set.
    #[must_use]
    pub fn is_constant(&self, name: &str) -> bool {
        self.object(name)
            .is_some_and(|object| object.fields.iter().all(|field| self.is_fixed(field)))
    }

    /// Whether the field is written without the caller: a constant, or a required object of constants.
    #[must_use]
    pub fn is_fixed(&self, field: &Field) -> bool {
        field.constant.is_some()
            || (field.required
                && !field.flatten
                && matches!(&field.ty, Type::Named(name) if self.is_constant(name)))
    }
}

impl Schema {
    /// Whether it becomes a type of the generated code, neither one of `whatsapp-business-core` nor one that is written out.
    #[must_use]
    pub fn is_type(&self) -> bool {
        !matches!(self.kind, SchemaKind::Core(_) | SchemaKind::Alias(_))
    }
}

impl Operation {
    /// Whether its request builder is generated; other operations are written by hand.
    #[must_use]
    pub fn has_builder(&self) -> bool {
        !self.manual && !self.inbound
    }

    /// Parameters of the path, in the order of the path.
    pub fn path_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| parameter.place == Place::Path)
    }
}

/// Name of the type that writes a constant.
#[must_use]
pub fn constant_name(value: &str) -> String {
    use heck::ToUpperCamelCase;
    // `image` and `IMAGE` are different constants.
    let case = if value.contains(char::is_uppercase) {
        "Upper"
    } else {
        ""
    };
    format!("Constant{case}{}", value.to_upper_camel_case())
}
