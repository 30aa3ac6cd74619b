//! The simulator over real HTTP.

#[cfg(test)]
mod http {
    mod client;
    mod custom;
    mod examples;
    mod lists;
    mod media;
    mod messages;
    mod receiver;
    mod scripts;
    mod uploads;
    mod webhooks;
}
