//! One command and all of its answer.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response.html>

use std::ops::Range;

use super::Done;
use crate::bytes::Reader;
use crate::limits::COLUMNS;
use crate::packets::Packets;
use crate::protocol::err::ServerError;
use crate::protocol::ok::OkPacket;
use crate::protocol::{Command, Status, column, eof, row};
use crate::{Error, Limits, Rows, Stream};

pub(super) enum Answer {
    Done(Done, Status),
    Rows(Rows, Status),
}

pub(super) async fn run<S: Stream>(
    packets: &mut Packets<S>,
    command: Command,
    body: &[u8],
    limits: &Limits,
) -> Result<Answer, Error> {
    packets.begin(limits.result_bytes)?;
    packets.send(&[command as u8], body).await?;
    let first = packets.receive().await?;
    let columns = match packets.bytes(&first) {
        ok @ [0x00, ..] => return done(&OkPacket::parse(ok)?),
        error @ [0xFF, ..] => return Err(ServerError::parse(error)?.into()),
        [0xFB, ..] => return Err(Error::Protocol("the server asks for a local file")),
        count => Reader::new(count).lenenc_int()?,
    };
    let columns = usize::try_from(columns).unwrap_or(usize::MAX);
    if columns > COLUMNS {
        return Err(Error::ResultTooLarge { unit: "columns", limit: COLUMNS });
    }
    let names = receive_names(packets, columns).await?;
    let (starts, status) = receive_rows(packets, columns, limits.result_rows).await?;
    single(status)?;
    Ok(Answer::Rows(Rows::new(packets.take_received()?, names, starts), status))
}

fn done(ok: &OkPacket) -> Result<Answer, Error> {
    single(ok.status)?;
    let &OkPacket { affected_rows, last_insert_id, warnings, status } = ok;
    Ok(Answer::Done(Done { affected_rows, last_insert_id, warnings }, status))
}

fn single(status: Status) -> Result<(), Error> {
    if status.more_results() {
        return Err(Error::Protocol("a statement gave several results"));
    }
    Ok(())
}

/// The places of the columns' names.
async fn receive_names<S: Stream>(
    packets: &mut Packets<S>,
    columns: usize,
) -> Result<Vec<Range<usize>>, Error> {
    let mut names = Vec::with_capacity(columns);
    for _ in 0..columns {
        let payload = packets.receive().await?;
        names.push(column::name(packets.bytes(&payload), payload.start)?);
    }
    let end = packets.receive().await?;
    eof::parse(packets.bytes(&end))?.ok_or(Error::Protocol("the column definitions do not end"))?;
    Ok(names)
}

/// The places where the rows begin. Each row is checked on the way, so that reading it can't fail.
async fn receive_rows<S: Stream>(
    packets: &mut Packets<S>,
    columns: usize,
    limit: usize,
) -> Result<(Vec<u32>, Status), Error> {
    let mut starts = Vec::new();
    loop {
        let payload = packets.receive().await?;
        let bytes = packets.bytes(&payload);
        if let Some(status) = eof::parse(bytes)? {
            return Ok((starts, status));
        }
        if bytes.first() == Some(&0xFF) {
            return Err(ServerError::parse(bytes)?.into());
        }
        row::check(bytes, columns)?;
        if starts.len() >= limit {
            return Err(Error::ResultTooLarge { unit: "rows", limit });
        }
        let start = u32::try_from(payload.start);
        starts.push(
            start.map_err(|_| Error::ResultTooLarge { unit: "bytes", limit: u32::MAX as usize })?,
        );
    }
}
