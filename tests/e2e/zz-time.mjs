import { startWorld } from "./support/world.mjs";
const world = await startWorld("zz-time");
for (const kind of ["backfill","verify","backfill","verify"]) {
  const t=Date.now();
  const r=await world.operator.send("POST","/admin/runs",{kind});
  let run=r.body; let n=0;
  while(run.state==="running"){ await new Promise(r=>setTimeout(r,50)); run=(await world.operator.send("GET",`/admin/runs/${r.body.id}`)).body; n++; }
  console.log(kind,run.state,run.error,Date.now()-t,"ms wall, worked",run.workedMs,"rows",run.rows, "chunks", run.tables.reduce((a,t)=>a+t.chunks,0));
}
await world.stop(); process.exit(0);
