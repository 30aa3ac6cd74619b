//! Every payload of the specification, unchanged and damaged.

#[cfg(test)]
mod webhooks {
    mod contents;
    mod fuzz;
    mod mutation;
    mod samples;
    mod sound;
    mod stored;
}
