//! The proxy as a program: prints its two ports as one line of JSON, then runs until interrupted.

use std::error::Error;

use clap::Parser;
use tandem_proxy::{Options, Proxy};

/// A test double of Cloudflare Hyperdrive for MySQL, with faults on order.
#[derive(Parser)]
#[command(version)]
struct Flags {
    /// The server: mysql://user:password@host:port/database
    #[arg(long, env = "MYSQL_URL", hide_env_values = true)]
    upstream: String,
    /// The port for MySQL clients on 127.0.0.1; 0 is any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The port for the HTTP control API on 127.0.0.1; 0 is any free one
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// Cache reads from the start
    #[arg(long)]
    cache: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let flags = Flags::parse();
    let options =
        Options { port: flags.port, control_port: flags.control_port, cache: flags.cache };
    let proxy = Proxy::start(&flags.upstream, options).await?;
    let ports =
        serde_json::json!({ "port": proxy.addr().port(), "control_port": proxy.control().port() });
    println!("{ports}");
    tokio::signal::ctrl_c().await?;
    Ok(())
}
