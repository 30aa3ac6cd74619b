//! Data points of a response, wherever the platform puts them.

use crate::types::{
    CallAnalyticsResponse, CallDataPoint, ConversationAnalyticsResponse, ConversationDataPoint,
    MessagingAnalyticsResponse, MessagingDataPoint, PricingAnalyticsResponse, PricingDataPoint,
    TemplateAnalyticsResponse, TemplateDataPoint, TemplateGroupAnalyticsResponse,
    TemplateGroupDataPoint,
};

impl MessagingAnalyticsResponse {
    /// Iterates over the data points, one per time step, in response order; empty if nothing was counted.
    pub fn data_points(&self) -> impl Iterator<Item = &MessagingDataPoint> {
        self.analytics.iter().flat_map(|all| &all.data_points)
    }
}

impl PricingAnalyticsResponse {
    /// Iterates over the data points, one per time step and combination of dimensions, in response order; empty if nothing was counted.
    pub fn data_points(&self) -> impl Iterator<Item = &PricingDataPoint> {
        let series = self.pricing_analytics.iter().flat_map(|all| &all.data);
        series.flat_map(|series| &series.data_points)
    }
}

impl ConversationAnalyticsResponse {
    /// Iterates over the data points, one per time step and combination of dimensions, in response order; empty if nothing was counted.
    pub fn data_points(&self) -> impl Iterator<Item = &ConversationDataPoint> {
        let series = self.conversation_analytics.iter();
        let series = series.flat_map(|all| &all.data);
        series.flat_map(|series| &series.data_points)
    }
}

impl CallAnalyticsResponse {
    /// Iterates over the data points, one per time step and combination of dimensions, in response order; empty if nothing was counted.
    pub fn data_points(&self) -> impl Iterator<Item = &CallDataPoint> {
        self.call_analytics.iter().flat_map(|all| {
            let series = all.data.iter().flat_map(|series| &series.data_points);
            all.data_points.iter().chain(series)
        })
    }
}

impl TemplateAnalyticsResponse {
    /// Iterates over the data points, one per template and day, in response order; empty if nothing was counted.
    pub fn data_points(&self) -> impl Iterator<Item = &TemplateDataPoint> {
        let field = self.template_analytics.iter().flat_map(|all| &all.data);
        let series = field.chain(&self.data);
        series.flat_map(|series| &series.data_points)
    }
}

impl TemplateGroupAnalyticsResponse {
    /// Iterates over the data points, one per template group and day, in response order; empty if nothing was counted.
    pub fn data_points(&self) -> impl Iterator<Item = &TemplateGroupDataPoint> {
        let field = self.template_group_analytics.iter();
        let series = field.flat_map(|all| &all.data).chain(&self.data);
        series.flat_map(|series| &series.data_points)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    fn answer<T: DeserializeOwned>(json: Value) -> T {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn messages_have_one_list() {
        let points = json!([{"start": 0, "end": 60, "sent": 7, "delivered": 6}]);
        let found: MessagingAnalyticsResponse =
            answer(json!({"id": "1", "analytics": {"granularity": "DAY", "data_points": points}}));
        let sent: Vec<_> = found.data_points().map(|point| point.sent).collect();
        assert_eq!(sent, [Some(7)]);
        let nothing: MessagingAnalyticsResponse = answer(json!({"id": "1"}));
        assert_eq!(nothing.data_points().count(), 0);
    }

    #[test]
    fn prices_have_lists_in_a_list() {
        let found: PricingAnalyticsResponse = answer(
            json!({"id": "1", "pricing_analytics": {"data": [
                {"data_points": [{"start": 0, "end": 60, "volume": 1}]},
                {"data_points": [{"start": 0, "end": 60, "volume": 2}, {"start": 60, "end": 90, "volume": 3}]},
            ]}}),
        );
        let volumes: Vec<_> = found.data_points().map(|point| point.volume).collect();
        assert_eq!(volumes, [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn conversations_have_lists_in_a_list() {
        let found: ConversationAnalyticsResponse =
            answer(json!({"id": "1", "conversation_analytics": {"data": [
                {"data_points": [{"start": 0, "end": 60, "conversation": 1}]},
                {"data_points": [{"start": 0, "end": 60, "conversation": 2}]},
            ]}}));
        let counts: Vec<_> = found
            .data_points()
            .map(|point| point.conversation)
            .collect();
        assert_eq!(counts, [Some(1), Some(2)]);
        let nothing: ConversationAnalyticsResponse = answer(json!({"id": "1"}));
        assert_eq!(nothing.data_points().count(), 0);
    }

    #[test]
    fn calls_have_either() {
        let points = json!([{"start": 0, "end": 60, "count": 4}]);
        for analytics in [
            json!({"data_points": points}),
            json!({"data": [{"data_points": points}]}),
        ] {
            let found: CallAnalyticsResponse =
                answer(json!({"id": "1", "call_analytics": analytics}));
            let counts: Vec<_> = found.data_points().map(|point| point.count).collect();
            assert_eq!(counts, [Some(4)]);
        }
    }

    #[test]
    fn templates_stand_in_their_field_or_in_data() {
        let series = json!([{"granularity": "DAILY", "data_points": [
            {"template_id": "7", "template_group_id": "8", "start": 0, "end": 60, "read": 5},
        ]}]);
        for json in [
            json!({
                "id": "1",
                "template_analytics": {"data": series},
                "template_group_analytics": {"data": series},
            }),
            json!({"data": series}),
        ] {
            let templates: TemplateAnalyticsResponse = answer(json.clone());
            let read: Vec<_> = templates.data_points().map(|point| point.read).collect();
            assert_eq!(read, [Some(5)]);
            let groups: TemplateGroupAnalyticsResponse = answer(json);
            let read: Vec<_> = groups.data_points().map(|point| point.read).collect();
            assert_eq!(read, [Some(5)]);
        }
    }
}
