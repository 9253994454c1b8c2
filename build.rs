//! Compiles `schema/` to Rust; a mistake there is an error here, with its file and line.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=schema");
    let schema = match tandem_schema::read(Path::new("schema")) {
        Ok(schema) => schema,
        Err(mistakes) => {
            for mistake in mistakes {
                println!("cargo::error={mistake}");
            }
            return ExitCode::FAILURE;
        }
    };
    let Some(folder) = std::env::var_os("OUT_DIR") else {
        println!("cargo::error=OUT_DIR is not set; run this file through cargo");
        return ExitCode::FAILURE;
    };
    let path = Path::new(&folder).join("schema.rs");
    if let Err(error) = std::fs::write(&path, tandem_schema::rust::emit(&schema)) {
        println!("cargo::error={} can't be written: {error}", path.display());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
