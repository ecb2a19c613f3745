import { mix32 } from "../../table/group-key.ts";
import { treeSalt } from "./bagging.ts";
import { categoryHead, leafHead, numberHead } from "./nodes.ts";
import { type NodeRows, SplitSearch } from "./split.ts";
import { type GrowRoom, type LabelledRows, TreeRows } from "./tree-rows.ts";

/** Training rows as bytes. All arrays may lie in shared memory. */
export interface TrainingRows extends LabelledRows {
  /** Codes per feature besides the one for missing, 0..255. */
  readonly codeCounts: Uint8Array;
  /** 1 where the feature is a category. */
  readonly categorical: Uint8Array;
}

export interface GrowOptions {
  readonly seed: number;
  /** Features tried per node, at least 1. */
  readonly featuresPerSplit: number;
  /** Least weight of a leaf, at least 1. */
  readonly minLeaf: number;
  readonly maxDepth: number;
}

/** One grown tree: packed nodes (see nodes.ts) and the impurity that each feature removed. */
export interface GrownTree {
  readonly nodes: Int32Array<ArrayBuffer>;
  readonly importance: Float64Array;
}

/** A node that waits for its turn; `parent` is the split whose right child it is, or -1. */
interface PendingNode extends NodeRows {
  readonly depth: number;
  readonly parent: number;
  onCopy: boolean;
}

/** Grows trees one after the other in memory that is allocated once. */
export class TreeGrower {
  private readonly data: TrainingRows;
  private readonly options: GrowOptions;
  private readonly search: SplitSearch;
  private readonly rows: TreeRows;
  private readonly features: Int32Array;
  private nodes = new Int32Array(1024);
  private floats = new Float32Array(this.nodes.buffer);
  private length = 0;
  private randomState = 0;

  constructor(data: TrainingRows, options: GrowOptions, room: GrowRoom) {
    this.data = data;
    this.options = options;
    this.search = new SplitSearch(options.minLeaf);
    this.rows = new TreeRows(data, room);
    this.features = new Int32Array(data.featureCount);
  }

  /** Grows tree number `tree`; the same bytes whatever was grown before it and on whichever thread. */
  grow(tree: number): GrownTree {
    const salt = treeSalt(this.options.seed, tree);
    const importance = new Float64Array(this.data.featureCount);
    this.randomState = mix32(salt ^ 0x2545f491);
    for (let f = 0; f < this.features.length; f++) this.features[f] = f;
    this.length = 0;
    const root: PendingNode = { ...this.rows.draw(salt), depth: 0, parent: -1, onCopy: false };
    const pending = [root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node.parent >= 0) this.nodes[node.parent + 1] = this.length - node.parent;
      node.onCopy = this.rows.visit(node.start, node.end, node.onCopy);
      if (this.isSplittable(node) && this.findSplit(node)) this.writeSplit(node, pending, importance);
      else this.writeLeaf(node);
    }
    return { nodes: this.nodes.slice(0, this.length), importance };
  }

  private isSplittable(node: PendingNode): boolean {
    return (
      node.positives > 0 &&
      node.positives < node.weight &&
      node.weight >= 2 * this.options.minLeaf &&
      node.depth < this.options.maxDepth
    );
  }

  /** Draws features until enough of them vary within the node, or none is left. */
  private findSplit(node: PendingNode): boolean {
    const { features, search } = this;
    const { entries, codes, stride } = this.rows;
    const { categorical, featureCount } = this.data;
    search.start();
    let wanted = this.options.featuresPerSplit;
    for (let drawn = 0; drawn < featureCount && wanted > 0; drawn++) {
      this.randomState = (this.randomState + 0x9e3779b9) | 0;
      const other = drawn + Math.floor((mix32(this.randomState) / 4294967296) * (featureCount - drawn));
      const feature = features[other];
      features[other] = features[drawn];
      features[drawn] = feature;
      if (search.tryFeature(codes, feature * stride, entries, node, feature, categorical[feature] === 1))
        wanted--;
    }
    return search.gain >= 0;
  }

  private writeLeaf(node: PendingNode): void {
    this.reserve(2);
    this.nodes[this.length] = leafHead(node.weight);
    this.floats[this.length + 1] = node.weight > 0 ? node.positives / node.weight : 0.5;
    this.length += 2;
  }

  private writeSplit(node: PendingNode, pending: PendingNode[], importance: Float64Array): void {
    const { search } = this;
    const { feature, leftWeight, leftPositives } = search;
    importance[feature] += search.gain - (node.positives * node.positives) / node.weight;
    const parent = this.length;
    this.reserve(10);
    if (search.categorical) {
      this.writeCategories(node.weight);
    } else {
      this.nodes[parent] = numberHead(feature, search.threshold, search.missingLeft);
      this.length += 2;
    }
    const { start, end, onCopy } = node;
    const middle = this.rows.partition(search, start, end);
    const depth = node.depth + 1;
    const rightWeight = node.weight - leftWeight;
    const rightPositives = node.positives - leftPositives;
    pending.push({
      start: middle,
      end,
      weight: rightWeight,
      positives: rightPositives,
      depth,
      parent,
      onCopy,
    });
    pending.push({
      start,
      end: middle,
      weight: leftWeight,
      positives: leftPositives,
      depth,
      parent: -1,
      onCopy,
    });
  }

  /** Categories that the node has not seen follow the larger child. */
  private writeCategories(weight: number): void {
    const { feature, leftWeight, leftSet, presentSet, missingLeft } = this.search;
    const codeCount = this.data.codeCounts[feature];
    const setWords = (codeCount + 31) >>> 5;
    const at = this.length;
    const unseenLeft = leftWeight * 2 > weight ? 1 : 0;
    this.length += 2 + setWords + (setWords & 1);
    this.nodes.fill(0, at, this.length);
    this.nodes[at] = categoryHead(feature, setWords, missingLeft);
    for (let code = 0; code < codeCount; code++) {
      const left = presentSet[code] === 1 ? leftSet[code] : unseenLeft;
      this.nodes[at + 2 + (code >>> 5)] |= left << (code & 31);
    }
  }

  private reserve(words: number): void {
    if (this.length + words <= this.nodes.length) return;
    const larger = new Int32Array(this.nodes.length * 2);
    larger.set(this.nodes);
    this.nodes = larger;
    this.floats = new Float32Array(larger.buffer);
  }
}
