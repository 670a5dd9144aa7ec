/** The report's whole style: one file, no fonts or scripts from elsewhere, light and dark. */
export const style = `
:root{--ink:#1b2230;--soft:#5b667a;--line:#dde2ea;--paper:#fff;--ground:#f4f6f9;--own:#d9480f;--behind:#cfd6e1;--signal:#1864ab;--good:#2b8a3e;--bad:#c92a2a;--warn:#b35c00}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#9aa5b8;--line:#333c4d;--paper:#1b212d;--ground:#12161f;--own:#ff8a4c;--behind:#3f4a5e;--signal:#74b0f0;--good:#69d084;--bad:#ff7b7b;--warn:#ffb454}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans JP",sans-serif}
main,header{max-width:1120px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:26px;margin:0 0 2px}h2{font-size:19px;margin:36px 0 10px}h3{font-size:17px;margin:0}h4{font-size:12px;text-transform:uppercase;letter-spacing:.05em;color:var(--soft);margin:14px 0 4px;font-weight:600}
p{margin:4px 0}.soft{color:var(--soft)}.small{font-size:13px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin:18px 0}
.tile,.card{background:var(--paper);border:1px solid var(--line);border-radius:10px}
.tile{padding:12px 14px}.tile b{display:block;font-size:25px;line-height:1.2;font-variant-numeric:tabular-nums}
.card{padding:16px 18px;margin:14px 0}
.card>header{max-width:none;padding:0;margin:0;display:flex;gap:10px;flex-wrap:wrap;align-items:baseline}
.tags{display:flex;gap:6px;flex-wrap:wrap}
.tag{font-size:12px;padding:1px 8px;border-radius:99px;border:1px solid var(--line);color:var(--soft);white-space:nowrap}
.tag.good{color:var(--good);border-color:currentColor}.tag.bad{color:var(--bad);border-color:currentColor}.tag.warn{color:var(--warn);border-color:currentColor}
.columns{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:8px 26px}
@media(max-width:820px){.columns{grid-template-columns:minmax(0,1fr)}}
svg{display:block;width:100%;height:auto}
svg .behind{fill:var(--behind)}svg .own{fill:var(--own)}svg .axis{stroke:var(--soft)}svg .grid{stroke:var(--line);stroke-dasharray:3 3}
svg text{font-size:11px;fill:var(--soft);font-family:inherit}
svg .signal{fill:none;stroke:var(--signal);stroke-width:2}
svg .mark line{stroke:var(--soft);stroke-dasharray:2 2}svg .mark.onset line{stroke:var(--own)}svg .mark.good line{stroke:var(--good)}svg .mark.bad line{stroke:var(--bad)}
svg .mark.onset text{fill:var(--own)}svg .mark.good text{fill:var(--good)}svg .mark.bad text{fill:var(--bad)}
blockquote{margin:8px 0;padding:2px 0 2px 12px;border-left:3px solid var(--line);overflow-wrap:anywhere}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12px;color:var(--soft)}
.stopped{border-color:var(--bad)}.stopped h2{margin-top:0;color:var(--bad)}
pre{background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:8px 10px;margin:6px 0;overflow-x:auto;font:12px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;max-height:420px}
details{margin:6px 0}summary{cursor:pointer;color:var(--signal);font-size:13px}
.card>ul{padding-left:22px}ul.plain{list-style:none;margin:0;padding:0}.card>ul,ol.steps{margin-top:0}ol.steps{padding-left:40px}ol.steps li{margin:0 0 10px}
.topic .columns{align-items:center}svg.share{max-width:420px}svg.spark{max-width:220px;height:auto}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px;background:var(--paper)}
th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:600;font-size:12px}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
a{color:var(--signal)}
section.product{border-top:3px solid var(--line);margin-top:40px}section.product h2{font-size:17px}section.product h2.product{font-size:23px;margin:22px 0 0}
footer{max-width:1120px;margin:30px auto;padding:0 20px;color:var(--soft);font-size:13px}
`;
