import { seededRandom } from '#core/random.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { smallArchitecture } from '#models/training/architecture.ts';
import { initialParameters } from '#models/training/network/parameters.ts';
import { createDifferentiator } from '#models/training/step.ts';
import { bridged, towerRows } from '#models/training/network/tower.ts';
import { slotLogits } from '#models/training/network/sequence.ts';
import { crossEntropy } from '#models/training/autodiff/tokens.ts';
const [size=192, batch=8, T=96, threads=2]=process.argv.slice(2).map(Number);
const arch = smallArchitecture({ width: 128, towerLayers: 4, decoderLayers: 4, heads: 4, imageSize: size, patch: 16, bridge: 256 }, { imageStart: 700, imageEnd: 701, imagePad: 702, eos: 699, used: 760 });
const random = seededRandom(1);
const parameters = initialParameters(arch, random);
let n=0; for (const p of parameters.values()) n+=p.data.length; console.log('parameters', n);
const stretches=[26,T]; const N=arch.vision.tokens;
const d = createDifferentiator(parameters, (name)=>!name.endsWith('pos_embed'), (g)=>{console.log('graph',g.length); return openSession(g,'cpu',threads)});
const make=()=>({ key:'a', build:(tape: any)=>{ const rows=bridged(tape,arch,towerRows(tape,arch,tape.input('patches',[batch*N,256])));
 const logits=slotLogits(tape,arch,{batch,stretches:[26,1],slots:[T]},tape.integers('ids',[batch,27+T]),rows);
 return { loss: crossEntropy(tape,logits,tape.integers('targets',[batch*T]),tape.input('weights',[batch*T])) } },
 feeds:{ patches:{type:'float32',dims:[batch*N,256],data:Float32Array.from({length:batch*N*256},()=>random.normal())}, ids:{type:'int64',dims:[batch,27+T],data:BigInt64Array.from({length:batch*(27+T)},()=>BigInt(random.integer(760)))}, targets:{type:'int64',dims:[batch*T],data:BigInt64Array.from({length:batch*T},()=>BigInt(random.integer(760)))}, weights:{type:'float32',dims:[batch*T],data:new Float32Array(batch*T).fill(1/batch/T)}} } as const);
const b=make(); 
for (let i=0;i<6;i++){ const t=performance.now(), c=process.cpuUsage(); const s=await d.slope([b]); const u=process.cpuUsage(c); console.log(s.losses, 'ms/sample', ((performance.now()-t)/batch).toFixed(1),'cpu',((u.user+u.system)/1e3/batch).toFixed(1)); }
