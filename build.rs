//! Compiles `schema/` to Rust and to the OpenAPI document; a mistake there is an error here, with its file and line.

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
    for (name, content) in [
        ("schema.rs", tandem_schema::rust::emit(&schema)),
        ("openapi.json", tandem_schema::openapi::emit(&schema)),
    ] {
        let path = Path::new(&folder).join(name);
        if let Err(error) = std::fs::write(&path, content) {
            println!("cargo::error={} can't be written: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
