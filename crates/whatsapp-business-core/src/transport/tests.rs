mod classification;
mod deadline;
mod events;
mod failures;
mod logs;
mod media;
mod requests;
mod uploads;
