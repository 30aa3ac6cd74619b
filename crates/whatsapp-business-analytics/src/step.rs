//! Shorthand constructors for filters, by granularity. Messaging analytics name granularities differently.

use whatsapp_business_core::Timestamp;

use crate::types::{
    AnalyticsGranularity, CallAnalyticsFilter, ConversationAnalyticsFilter,
    MessagingAnalyticsFilter, MessagingGranularity, PricingAnalyticsFilter,
};

macro_rules! steps {
    ($filter:ident, $granularity:ident, $day:ident, $month:ident) => {
        impl $filter {
            /// Creates a filter with one data point per half hour, from `start` to `end`.
            ///
            /// Times are [`SystemTime`](std::time::SystemTime) values or Unix seconds.
            #[must_use]
            pub fn half_hourly(start: impl Into<Timestamp>, end: impl Into<Timestamp>) -> Self {
                Self::new(start, end, $granularity::HalfHour)
            }

            /// Creates a filter with one data point per day, from `start` to `end`.
            ///
            /// Times are [`SystemTime`](std::time::SystemTime) values or Unix seconds.
            #[must_use]
            pub fn daily(start: impl Into<Timestamp>, end: impl Into<Timestamp>) -> Self {
                Self::new(start, end, $granularity::$day)
            }

            /// Creates a filter with one data point per month, from `start` to `end`.
            ///
            /// Times are [`SystemTime`](std::time::SystemTime) values or Unix seconds.
            #[must_use]
            pub fn monthly(start: impl Into<Timestamp>, end: impl Into<Timestamp>) -> Self {
                Self::new(start, end, $granularity::$month)
            }
        }
    };
}

steps!(MessagingAnalyticsFilter, MessagingGranularity, Day, Month);
steps!(PricingAnalyticsFilter, AnalyticsGranularity, Daily, Monthly);
steps!(CallAnalyticsFilter, AnalyticsGranularity, Daily, Monthly);
steps!(
    ConversationAnalyticsFilter,
    AnalyticsGranularity,
    Daily,
    Monthly
);

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn steps_are_written_as_each_kind_of_analytics_wants_them() {
        let messages = [
            MessagingAnalyticsFilter::half_hourly(0, 60),
            MessagingAnalyticsFilter::daily(0, 60),
            MessagingAnalyticsFilter::monthly(0, 60),
        ];
        assert_eq!(
            messages.map(|filter| filter.granularity.as_str().to_owned()),
            ["HALF_HOUR", "DAY", "MONTH"]
        );
        let prices = [
            PricingAnalyticsFilter::half_hourly(0, 60),
            PricingAnalyticsFilter::daily(0, 60),
            PricingAnalyticsFilter::monthly(0, 60),
        ];
        assert_eq!(
            prices.map(|filter| filter.granularity.as_str().to_owned()),
            ["HALF_HOUR", "DAILY", "MONTHLY"]
        );
        let calls = CallAnalyticsFilter::daily(0, 60);
        assert_eq!(calls.granularity.as_str(), "DAILY");
        let conversations = ConversationAnalyticsFilter::monthly(0, 60);
        assert_eq!(conversations.granularity.as_str(), "MONTHLY");
    }

    #[test]
    fn a_time_is_taken_as_seconds_or_as_system_time() {
        let end = UNIX_EPOCH + Duration::from_secs(86_400);
        let filter = PricingAnalyticsFilter::daily(0, end);
        assert_eq!(filter.start.unix_seconds(), Some(0));
        assert_eq!(filter.end.unix_seconds(), Some(86_400));
    }
}
