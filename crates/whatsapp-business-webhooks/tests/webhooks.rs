//! Every payload of the specification, as it is and damaged.

#[path = "webhooks/fuzz.rs"]
mod fuzz;
#[path = "webhooks/mutation.rs"]
mod mutation;
#[path = "webhooks/samples.rs"]
mod samples;
#[path = "webhooks/sound.rs"]
mod sound;
