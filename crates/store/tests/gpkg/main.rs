//! The file from outside: as another process, another program, a crash or a bad disk meets it.

mod common;
mod crash;
mod damage;
mod erase;
mod gdal;
mod index;
mod opening;
