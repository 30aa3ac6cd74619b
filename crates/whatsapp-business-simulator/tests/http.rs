//! The simulator over real HTTP.

#[cfg(test)]
mod http {
    mod client;
    mod examples;
    mod forms;
    mod lists;
    mod media;
    mod messages;
    mod receiver;
    mod scripts;
    mod tolerance;
    mod twins;
    mod uploads;
    mod webhooks;
}
