mod arguments;
mod bodies;
mod multipart;
