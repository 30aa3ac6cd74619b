//! Fields of the subscriptions of an app, in the forms that the platform has for them.

use serde_json::Value;

use crate::types::{AppSubscription, CreateAppSubscription, WebhookField};

/// A field that an app is subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscribedField {
    /// The field. Those of other objects, such as pages, are unknown values.
    pub field: WebhookField,
    /// Version of the Graph API in which the field is delivered, such as `v24.0`. Absent in older responses.
    pub version: Option<String>,
}

impl AppSubscription {
    /// Returns the subscribed fields, whether the response has them as objects or as names.
    #[must_use]
    pub fn webhook_fields(&self) -> Vec<SubscribedField> {
        let items = self.fields.as_ref().and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .filter_map(|item| {
                let name = item.as_str().or_else(|| item.get("name")?.as_str())?;
                let version = item.get("version").and_then(Value::as_str);
                Some(SubscribedField {
                    field: WebhookField::from(name),
                    version: version.map(str::to_owned),
                })
            })
            .collect()
    }
}

impl CreateAppSubscription {
    /// Sets the fields that the app receives. They replace the fields of before.
    #[must_use]
    pub fn webhook_fields<F: Into<WebhookField>>(
        mut self,
        fields: impl IntoIterator<Item = F>,
    ) -> Self {
        let names: Vec<String> = fields
            .into_iter()
            .map(|field| field.into().as_str().to_owned())
            .collect();
        self.fields = Some(names.join(","));
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types::SubscribedObject;

    fn field(field: WebhookField, version: Option<&str>) -> SubscribedField {
        SubscribedField {
            field,
            version: version.map(str::to_owned),
        }
    }

    #[test]
    fn subscribed_fields_are_objects_or_names() {
        let read = |fields: Value| {
            let subscription: AppSubscription =
                serde_json::from_value(json!({ "fields": fields })).unwrap();
            subscription.webhook_fields()
        };
        assert_eq!(
            read(json!([
                {"name": "messages", "version": "v24.0"},
                "account_update",
                {"name": "feed"},
                {"version": "v24.0"},
                7,
            ])),
            [
                field(WebhookField::Messages, Some("v24.0")),
                field(WebhookField::AccountUpdate, None),
                field(WebhookField::from("feed"), None),
            ]
        );
        assert_eq!(read(Value::Null), []);
        assert_eq!(read(json!("messages")), []);
    }

    #[test]
    fn fields_are_sent_as_one_text() {
        let object = SubscribedObject::WhatsAppBusinessAccount;
        let request = CreateAppSubscription::new(object, "https://hooks.example.org/app", "token")
            .webhook_fields([WebhookField::Messages, WebhookField::AccountUpdate]);
        let sent = serde_json::to_value(request).unwrap();
        assert_eq!(sent.get("fields"), Some(&json!("messages,account_update")));
    }
}
