import { PbfWriter } from 'pbf';
import {
  ATTRIBUTE_TYPES,
  DATA_TYPES,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './model.ts';

/** The bytes of an ONNX file. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const writer = new PbfWriter();
  writeModel(model, writer);
  return writer.finish();
}

function writeModel({ irVersion, producer, opsets, graph, metadata }: OnnxModel, writer: PbfWriter): void {
  writer.writeVarintField(1, irVersion);
  writer.writeStringField(2, producer);
  writer.writeMessage(7, writeGraph, graph);
  for (const opset of Object.entries(opsets)) writer.writeMessage(8, writeOpset, opset);
  for (const pair of Object.entries(metadata)) writer.writeMessage(14, writePair, pair);
}

function writeOpset([domain, version]: readonly [string, number], writer: PbfWriter): void {
  writer.writeStringField(1, domain);
  writer.writeVarintField(2, version);
}

function writePair([key, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeGraph({ name, nodes, initializers, inputs, outputs }: OnnxGraph, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, name);
  for (const tensor of initializers) writer.writeMessage(5, writeTensor, tensor);
  for (const value of inputs) writer.writeMessage(11, writeValue, value);
  for (const value of outputs) writer.writeMessage(12, writeValue, value);
}

function writeNode({ name, op, domain, inputs, outputs, attributes }: OnnxNode, writer: PbfWriter): void {
  for (const input of inputs) writer.writeStringField(1, input);
  for (const output of outputs) writer.writeStringField(2, output);
  writer.writeStringField(3, name);
  writer.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, attribute);
  if (domain !== '') writer.writeStringField(7, domain);
}

function writeAttribute([name, value]: readonly [string, OnnxAttribute], writer: PbfWriter): void {
  const { f, i, s, t, floats, ints, strings } = value;
  writer.writeStringField(1, name);
  if (f !== undefined) writer.writeFloatField(2, f);
  if (i !== undefined) writer.writeVarintField(3, i);
  if (s !== undefined) writer.writeStringField(4, s);
  if (t !== undefined) writer.writeMessage(5, writeTensor, t);
  for (const each of floats ?? []) writer.writeFloatField(7, each);
  for (const each of ints ?? []) writer.writeVarintField(8, each);
  for (const each of strings ?? []) writer.writeStringField(9, each);
  const [kind] = Object.keys(value) as (keyof typeof ATTRIBUTE_TYPES)[];
  if (kind) writer.writeVarintField(20, ATTRIBUTE_TYPES[kind]);
}

function writeTensor({ name, shape, type, values }: OnnxTensor, writer: PbfWriter): void {
  for (const length of shape) writer.writeVarintField(1, length);
  writer.writeVarintField(2, DATA_TYPES[type]);
  const numbers = Array.from(values as ArrayLike<number>);
  if (type === 'string') for (const text of values as readonly string[]) writer.writeStringField(6, text);
  else if (type === 'float') writer.writePackedFloat(4, numbers);
  else if (type === 'double') writer.writePackedDouble(10, numbers);
  else writer.writePackedVarint(type === 'int32' ? 5 : 7, numbers);
  writer.writeStringField(8, name);
}

function writeValue(value: OnnxValue, writer: PbfWriter): void {
  writer.writeStringField(1, value.name);
  writer.writeMessage(2, writeType, value);
}

function writeType(value: OnnxValue, writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, value);
}

function writeTensorType({ type, shape }: OnnxValue, writer: PbfWriter): void {
  if (type !== null) writer.writeVarintField(1, DATA_TYPES[type]);
  writer.writeMessage(2, writeShape, shape);
}

function writeShape(shape: OnnxValue['shape'], writer: PbfWriter): void {
  for (const length of shape) writer.writeMessage(1, writeDimension, length);
}

function writeDimension(length: number | null, writer: PbfWriter): void {
  if (length === null) writer.writeStringField(2, 'N');
  else writer.writeVarintField(1, length);
}
