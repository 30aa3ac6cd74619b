//! Actions that the business can take now.

use crate::types::{CallPermissionAction, CallPermissions};

impl CallPermissions {
    /// Whether the business can take this action now: call the user, or request permission to do so.
    ///
    /// False if the response does not list the action.
    pub fn allow(&self, action: impl Into<CallPermissionAction>) -> bool {
        let action = action.into();
        self.actions
            .iter()
            .any(|permitted| permitted.action_name == action && permitted.can_perform_action)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_the_answer_permits_is_allowed() {
        let permissions: CallPermissions = serde_json::from_value(json!({
            "messaging_product": "whatsapp",
            "actions": [
                {"action_name": "start_call", "can_perform_action": true},
                {"action_name": "send_call_permission_request", "can_perform_action": false},
            ],
        }))
        .unwrap();
        assert!(permissions.allow(CallPermissionAction::StartCall));
        assert!(!permissions.allow(CallPermissionAction::SendCallPermissionRequest));
        assert!(!permissions.allow("anything_else"));
    }
}
