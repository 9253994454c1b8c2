//! The hot paths on fixed input, with databases that answer at once from memory: a program whose
//! instructions `scripts/instructions.mjs` counts under callgrind.
//!
//! Without arguments it prints the paths and how often each is to be taken; `get 100` takes one of
//! them 100 times. What it costs to start is in every run, so the cost of one operation is the difference
//! of two runs divided by the difference of their counts.
//!
//! Everything is the same in every run but the seeds of `HashMap`, whose effect is far below the
//! guard's tolerance.

// A wrong answer ends the run: its count would be that of another path.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a program for measuring, not library code"
)]

mod d1;
mod mysql;
mod paths;
mod rows;
mod worker;
mod world;

use std::process::ExitCode;

use paths::{PATHS, Path};

/// The Worker's: Rust's standard library has it on wasm32.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, times] = arguments.as_slice() else {
        for Path { name, times: [few, many], .. } in PATHS {
            println!("{name} {few} {many}");
        }
        return ExitCode::SUCCESS;
    };
    let path = PATHS.iter().find(|path| path.name == name);
    let (Some(path), Ok(times)) = (path, times.parse::<u32>()) else {
        eprintln!("no such path, or not a count: {name} {times}");
        return ExitCode::FAILURE;
    };
    let mut operation = (path.prepare)();
    for _ in 0..times {
        operation();
    }
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::PATHS;

    /// The doubles still answer what the stores ask, and the stores understand them.
    #[test]
    fn every_path_can_be_taken_again_and_again() {
        for path in PATHS {
            let mut operation = (path.prepare)();
            operation();
            operation();
        }
    }
}
