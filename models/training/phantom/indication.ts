import type { Random } from '#core/random.ts';
import { pick } from './maths.ts';
import type { FindingKind, PhantomSpec } from './spec.ts';

const reasons: Record<FindingKind, readonly string[]> = {
  cardiomegaly: ['shortness of breath on exertion', 'hypertension, evaluate heart size', 'leg swelling'],
  effusion: ['worsening dyspnea', 'decreased breath sounds at the base', 'pleuritic chest pain'],
  pneumothorax: ['sudden chest pain', 'acute shortness of breath', 'chest trauma, rule out pneumothorax'],
  consolidation: ['cough and fever', 'productive cough, rule out pneumonia', 'fever and leukocytosis'],
  nodule: ['weight loss and smoking history', 'chronic cough', 'preoperative evaluation'],
  oedema: ['orthopnea', 'shortness of breath, history of heart failure', 'fluid overload'],
  atelectasis: ['low oxygen saturation', 'postoperative day 2, fever', 'shallow breathing'],
  fracture: ['fall from standing', 'chest wall pain after trauma', 'motor vehicle accident'],
  pacemaker: ['status post pacemaker placement'],
  'tracheal-tube': ['intubated, check tube position'],
  'enteric-tube': ['check tube position'],
  'central-line': ['status post line placement'],
  'chest-tube': ['status post chest tube placement'],
  clips: ['history of breast cancer'],
};

const anyReason = [
  'chest pain',
  'cough',
  'preoperative evaluation',
  'positive tuberculin test',
  'shortness of breath',
  'routine check',
];

/** Why the film was asked for: often what is wrong, sometimes something that leads nowhere. */
export function writeIndication(random: Random, spec: PhantomSpec): string {
  const finding = spec.findings.length > 0 ? pick(random, spec.findings) : null;
  const reason = finding && random.uniform() < 0.5 ? pick(random, reasons[finding.kind]) : pick(random, anyReason);
  const person = `${spec.age}-year-old ${spec.sex === 'F' ? 'woman' : 'man'}`;
  return random.uniform() < 0.7 ? `${person}, ${reason}.` : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
