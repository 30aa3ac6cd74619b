//! Every payload of the specification, as it is and damaged.

#[cfg(test)]
mod webhooks {
    mod fuzz;
    mod mutation;
    mod samples;
    mod sound;
}
