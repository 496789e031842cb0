# MosaicGPT, inference only, as TorchScript source in the form the archive's loader reads: classes are named
# by their qualified name, element types by number (6 float32, 15 bfloat16), lists are annotated.
#
# From mosaicml/examples v0.0.4, examples/llm/src/models/mosaic_gpt: mosaic_gpt.py, layers/attention.py, gpt_blocks.py.
# The residual stream, every layer norm and the attention bias are float32 whatever the weights are.
class MosaicGpt(Module):
  __parameters__ = []
  __buffers__ = []
  device : Device
  staging : Tensor
  layers : int
  heads : int
  head_dim : int
  d_model : int
  vocab : int
  compute : int
  storage : int
  alibi : bool
  qk_norm : bool
  clip : float
  softmax_scale : float
  logit_scale : float
  wte : Tensor
  wpe : Tensor
  norm_weight : List[Tensor]
  norm_bias : List[Optional[Tensor]]
  linear_weight : List[Tensor]
  linear_bias : List[Optional[Tensor]]
  linear_scale : List[Tensor]
  linear_sum : List[Tensor]
  most_rows : int
  k_cache : List[Tensor]
  v_cache : List[Tensor]
  slopes : Tensor
  spent : List[int]
  since : int

  # ---- construction -------------------------------------------------------------------------------------------------

  def configure(self: __torch__.MosaicGpt, device: str, compute: int, storage: int, layers: int, heads: int, d_model: int, vocab: int) -> NoneType:
    self.device = torch.device(device)
    self.compute = compute
    self.storage = storage
    self.layers = layers
    self.heads = heads
    self.d_model = d_model
    self.head_dim = d_model // heads
    self.vocab = vocab
    # per block: 0 ln_1, 1 q_ln, 2 k_ln, 3 ln_2; last: ln_f
    for i in range(4 * layers + 1):
      self.norm_weight.append(torch.zeros([0]))
      self.norm_bias.append(None)
    # per block: 0 Wqkv, 1 out_proj, 2 mlp_up, 3 mlp_down; last: the head, which is wte
    for i in range(4 * layers + 1):
      self.linear_weight.append(torch.zeros([0]))
      self.linear_bias.append(None)
      self.linear_scale.append(torch.zeros([0]))
      self.linear_sum.append(torch.zeros([0]))
    return None

  # alibi_bias_max below 0: no ALiBi; clip 0: no clipping
  def configure_attention(self: __torch__.MosaicGpt, alibi_bias_max: float, qk_norm: bool, clip: float, softmax_scale: float, logit_scale: float) -> NoneType:
    self.alibi = alibi_bias_max >= 0.0
    self.qk_norm = qk_norm
    self.clip = clip
    self.softmax_scale = softmax_scale
    self.logit_scale = logit_scale
    if self.alibi:
      i = torch.arange(1, self.heads + 1, dtype=7, device=self.device)
      self.slopes = torch.to(torch.pow(2.0, i * (-alibi_bias_max / float(self.heads))), 6)         # [heads]
    return None

  # Bytes that Java fills with one stored tensor after the other.
  def set_staging(self: __torch__.MosaicGpt, staging: Tensor) -> NoneType:
    self.staging = staging
    return None

  def drop_staging(self: __torch__.MosaicGpt) -> NoneType:
    self.staging = torch.zeros([0])
    return None

  # A copy of the staged tensor.
  def staged(self: __torch__.MosaicGpt, dtype: int, shape: List[int]) -> Tensor:
    bytes = 4 if dtype == 6 else 2
    for size in shape:
      bytes = bytes * size
    raw = torch.narrow(self.staging, 0, 0, bytes)                                                 # [bytes]
    return torch.view(torch.view_copy(raw, dtype=dtype), shape)                                   # shape

  def keep(self: __torch__.MosaicGpt, dtype: int, shape: List[int], as_type: int) -> Tensor:
    return torch.to(torch.to(self.staged(dtype, shape), as_type), self.device)

  def set_norm(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    self.norm_weight[index] = self.keep(dtype, shape, 6)
    return None

  def set_norm_bias(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    self.norm_bias[index] = self.keep(dtype, shape, 6)
    return None

  def set_linear_bias(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    self.linear_bias[index] = self.keep(dtype, shape, self.compute)
    return None

  # The embedding is also the head.
  def set_wte(self: __torch__.MosaicGpt, dtype: int, shape: List[int]) -> NoneType:
    self.wte = self.keep(dtype, shape, self.storage)
    return self.set_linear(4 * self.layers, dtype, shape)

  def set_wpe(self: __torch__.MosaicGpt, dtype: int, shape: List[int]) -> NoneType:
    self.wpe = self.keep(dtype, shape, self.storage)
    return None

  # ---- the KV cache -------------------------------------------------------------------------------------------------
  #
  # Blocks of 64 positions, in k_cache and v_cache [blocks, heads * 64 * head_dim] of each layer. Which sequence has which is
  # not known here.

  def allocate(self: __torch__.MosaicGpt, blocks: int) -> NoneType:
    for l in range(self.layers):
      self.k_cache.append(torch.empty([blocks, self.heads * 64 * self.head_dim], dtype=self.storage, device=self.device))
      self.v_cache.append(torch.empty([blocks, self.heads * 64 * self.head_dim], dtype=self.storage, device=self.device))
    return None

  # blocks: pairs of a block and the block that becomes its copy
  def copy_blocks(self: __torch__.MosaicGpt, blocks: List[int]) -> NoneType:
    for l in range(self.layers):
      for i in range(len(blocks) // 2):
        copied = torch.copy_(torch.select(self.k_cache[l], 0, blocks[2 * i + 1]), torch.select(self.k_cache[l], 0, blocks[2 * i]))
        copied = torch.copy_(torch.select(self.v_cache[l], 0, blocks[2 * i + 1]), torch.select(self.v_cache[l], 0, blocks[2 * i]))
    return None

  def clear_blocks(self: __torch__.MosaicGpt, blocks: List[int]) -> NoneType:
    for l in range(self.layers):
      for i in range(len(blocks)):
        cleared = torch.zero_(torch.select(self.k_cache[l], 0, blocks[i]))
        cleared = torch.zero_(torch.select(self.v_cache[l], 0, blocks[i]))
    return None

  # v [blocks, heads, 64, head_dim]
  def v_blocks(self: __torch__.MosaicGpt, layer: int) -> Tensor:
    return torch.view(self.v_cache[layer], [-1, self.heads, 64, self.head_dim])

  # ---- attention ----------------------------------------------------------------------------------------------------

  # What is added to the scores of queries at these positions: slope * (j - i), and minus infinity for the keys j > i.
  def bias(self: __torch__.MosaicGpt, positions: Tensor, keys: int) -> Tensor:
    j = torch.unsqueeze(torch.arange(keys, device=self.device), 0)                                # [1, keys]
    distance = torch.sub(j, torch.unsqueeze(positions, 1))                                        # [tokens, keys]
    bias = torch.zeros([1, positions.size(0), keys], device=self.device)
    if self.alibi:
      bias = torch.to(distance, 6) * torch.view(self.slopes, [self.heads, 1, 1])                  # [heads, tokens, keys]
    return torch.masked_fill(bias, torch.gt(distance, 0), -inf)

  # Groups lie one after the other; group g has pieces[g] pieces, each of queries[g] tokens with keys[g] keys. The keys' blocks
  # are in `tables`, piece after piece.
  def plans(self: __torch__.MosaicGpt, positions: Tensor, pieces: List[int], queries: List[int], keys: List[int], tables: List[int]) -> List[List[Tensor]]:
    all = torch.tensor(tables, dtype=3, device=self.device)
    plans = annotate(List[List[Tensor]], [])
    token = 0
    entry = 0
    for g in range(len(pieces)):
      tokens = pieces[g] * queries[g]
      blocks = (keys[g] + 63) // 64
      table = torch.view(torch.narrow(all, 0, entry, pieces[g] * blocks), [pieces[g], blocks])
      plans.append(self.plan(torch.narrow(positions, 0, token, tokens), keys[g], table))
      token = token + tokens
      entry = entry + pieces[g] * blocks
    return plans

  # q [tokens, d_model]  ->  the same shape
  def attention(self: __torch__.MosaicGpt, layer: int, q: Tensor, plans: List[List[Tensor]]) -> Tensor:
    q = torch.to(torch.mul(q, self.softmax_scale), self.storage)
    q = torch.transpose(torch.view(q, [q.size(0), self.heads, self.head_dim]), 0, 1)              # [heads, tokens, head_dim]
    outs = annotate(List[Tensor], [])
    token = 0
    for plan in plans:
      tokens = plan[0].size(1)
      outs.append(self.attend(layer, torch.narrow(q, 1, token, tokens), plan))
      token = token + tokens
    out = outs[0] if len(outs) == 1 else torch.cat(outs, 1)                                       # [heads, tokens, head_dim]
    return torch.reshape(torch.transpose(out, 0, 1), [-1, self.d_model])

  # ---- the model ----------------------------------------------------------------------------------------------------

  def norm(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    w = self.norm_weight[index]
    return torch.layer_norm(torch.to(x, 6), [w.size(0)], w, self.norm_bias[index], 1e-05, False)

  # Computes the largest logits of each row again, with activations and sums in float32: among them rounding would choose.
  # Each is a sum of its own, whose order no other row changes.  x [rows, d_model], logits [rows, vocab]
  def sharpen(self: __torch__.MosaicGpt, x: Tensor, logits: Tensor) -> Tensor:
    unused, ids = torch.topk(logits, 16 if self.vocab > 16 else self.vocab, 1)                    # [rows, 16]
    w = torch.to(torch.embedding(self.wte, ids), 6)                                               # [rows, 16, d_model]
    sums = torch.sum(torch.mul_(w, torch.unsqueeze(x, 1)), [2])                                   # [rows, 16]
    return torch.scatter_(logits, 1, ids, sums)

  # Adds the time since the last call to a part of the step: 0 what is in no other, 1 linears, 2 attention, 3 head.
  def lap(self: __torch__.MosaicGpt, part: int) -> NoneType:
    now = ops.prim.TimePoint()
    self.spent[part] = self.spent[part] + (now - self.since)
    self.since = now
    return None

  # Nanoseconds spent in each part since the module was loaded.
  def times(self: __torch__.MosaicGpt) -> List[int]:
    return self.spent

  # tokens and positions [tokens]; blocks [tokens] says where each token's k and v go; the groups are explained at `plans`.
  # Returns the logits of the tokens at `rows`, [len(rows), vocab], float32.
  def forward(self: __torch__.MosaicGpt, tokens: List[int], positions: List[int], blocks: List[int], pieces: List[int], queries: List[int], keys: List[int], tables: List[int], rows: List[int]) -> Tensor:
    d = self.d_model
    self.since = ops.prim.TimePoint()
    at = torch.tensor(positions, dtype=4, device=self.device)                                     # [tokens]
    block = torch.tensor(blocks, dtype=4, device=self.device)                                     # [tokens]
    place = torch.remainder(at, 64)                                                               # [tokens]
    x = torch.to(torch.embedding(self.wte, torch.tensor(tokens, dtype=4, device=self.device)), 6) # [tokens, d_model]
    if not self.alibi:
      x = x + torch.to(torch.embedding(self.wpe, at), 6)
    self.lap(0)
    plans = self.plans(at, pieces, queries, keys, tables)
    self.lap(2)
    for l in range(self.layers):
      y = self.norm(4 * l, x)
      self.lap(0)
      y = self.linear(4 * l, y)
      self.lap(1)
      qkv = torch.to(y, 6)                                                                        # [tokens, 3 * d_model]
      if self.clip > 0.0:
        qkv = torch.clamp(qkv, -self.clip, self.clip)
      q = torch.narrow(qkv, 1, 0, d)                                                              # [tokens, d_model]
      k = torch.narrow(qkv, 1, d, d)                                                              # [tokens, d_model]
      v = torch.narrow(qkv, 1, 2 * d, d)                                                          # [tokens, d_model]
      if self.qk_norm:
        q = self.norm(4 * l + 1, q)
        k = self.norm(4 * l + 2, k)
      self.lap(0)
      shape = [q.size(0), self.heads, self.head_dim]
      stored = self.store(l, torch.view(torch.to(k, self.storage), shape), torch.view(torch.to(v, self.storage), shape), block, place)
      a = self.attention(l, q, plans)                                                             # [tokens, d_model]
      if l == self.layers - 1:
        # From here on only the wanted tokens matter: the others have left their k and v.
        wanted = torch.tensor(rows, dtype=4, device=self.device)
        x = torch.index_select(x, 0, wanted)                                                      # [len(rows), d_model]
        a = torch.index_select(a, 0, wanted)                                                      # [len(rows), d_model]
      self.lap(2)
      if a.size(0) > 0:
        y = self.linear(4 * l + 1, a)
        self.lap(1)
        x = x + y
        y = self.norm(4 * l + 3, x)
        self.lap(0)
        y = self.linear(4 * l + 3, self.linear_gelu(4 * l + 2, y))
        self.lap(1)
        x = x + y
    logits = torch.zeros([0, self.vocab], device=self.device)
    if x.size(0) > 0:
      y = self.norm(4 * self.layers, x)
      self.lap(0)
      head = torch.to(self.linear(4 * self.layers, y), 6)                                         # [len(rows), wte rows]
      logits = torch.narrow(head, 1, 0, self.vocab)                                               # [len(rows), vocab]
      if self.storage != 6:
        logits = self.sharpen(y, logits)
      if self.logit_scale != 1.0:
        logits = logits * self.logit_scale
      self.lap(3)
    return logits

  # The first of the largest logits in each row.
  def greedy(self: __torch__.MosaicGpt, logits: Tensor) -> List[int]:
    best = torch.argmax(logits, 1, True)                                                          # [rows, 1]
    # argmax takes a NaN for the largest: such a row has no likeliest id.
    sound = torch.isfinite(torch.gather(logits, 1, best))
    checked = torch.to(torch.where(sound, best, torch.full_like(best, -1)), torch.device("cpu"))
    ids = annotate(List[int], [])
    for r in range(checked.size(0)):
      ids.append(int(torch.select(torch.select(checked, 0, r), 0, 0)))
    return ids

  def row(self: __torch__.MosaicGpt, logits: Tensor, row: int) -> Tensor:
    return torch.to(torch.select(logits, 0, row), torch.device("cpu"))                            # [vocab]

  # y [rows, out] with a linear's bias, if it has one, in place.
  def biased(self: __torch__.MosaicGpt, index: int, y: Tensor) -> Tensor:
    bias = self.linear_bias[index]
    if bias is not None:
      y = torch.add_(y, bias)
    return y

  # The most rows that a linear computes at once; it does more in pieces.
  def limit_rows(self: __torch__.MosaicGpt, rows: int) -> NoneType:
    self.most_rows = rows
    return None

  # ---- self-check ---------------------------------------------------------------------------------------------------

  # Input for a linear: numbers without a pattern from -2 to 2.  [rows, width]
  def probe(self: __torch__.MosaicGpt, rows: int, width: int) -> Tensor:
    noise = torch.sin(torch.arange(rows * width, dtype=7, device=self.device) * 12.9898) * 43758.5453
    return torch.view(torch.to((noise - torch.floor(noise)) * 4.0 - 2.0, 6), [rows, width])

  # A linear as the model uses it.
  def used_linear(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    up = index % 4 == 2 and index < 4 * self.layers
    return self.linear_gelu(index, x) if up else self.linear(index, x)

  # Some rows of x, each by itself.  [len(rows), out]
  def rows_alone(self: __torch__.MosaicGpt, index: int, x: Tensor, rows: List[int]) -> Tensor:
    outs = annotate(List[Tensor], [])
    for row in rows:
      outs.append(self.used_linear(index, torch.narrow(x, 0, row, 1)))
    return torch.cat(outs, 0)

  # Which of the rows come out otherwise when the first `count` rows of x are computed at once.
  def rows_that_differ(self: __torch__.MosaicGpt, index: int, x: Tensor, rows: List[int], alone: Tensor, count: int) -> List[int]:
    together = self.used_linear(index, torch.narrow(x, 0, 0, count))                              # [count, out]
    differ = annotate(List[int], [])
    for i in range(len(rows)):
      if rows[i] < count:
        # What is no number is unequal to itself.
        row = torch.nan_to_num(torch.select(together, 0, rows[i]))
        if not torch.equal(row, torch.nan_to_num(torch.select(alone, 0, i))):
          differ.append(rows[i])
    return differ

  # ---- what the archive's loader calls ------------------------------------------------------------------------------

  def __getstate__(self: __torch__.MosaicGpt) -> int:
    return 0

  def __setstate__(self: __torch__.MosaicGpt, state: int) -> NoneType:
    self.device = torch.device("cpu")
    self.staging = torch.zeros([0])
    self.layers = 0
    self.heads = 0
    self.head_dim = 0
    self.d_model = 0
    self.vocab = 0
    self.compute = 6
    self.storage = 6
    self.alibi = True
    self.qk_norm = True
    self.clip = -1.0
    self.softmax_scale = 1.0
    self.logit_scale = 1.0
    self.wte = torch.zeros([0])
    self.wpe = torch.zeros([0])
    self.norm_weight = annotate(List[Tensor], [])
    self.norm_bias = annotate(List[Optional[Tensor]], [])
    self.linear_weight = annotate(List[Tensor], [])
    self.linear_bias = annotate(List[Optional[Tensor]], [])
    self.linear_scale = annotate(List[Tensor], [])
    self.linear_sum = annotate(List[Tensor], [])
    self.most_rows = 2147483647
    self.k_cache = annotate(List[Tensor], [])
    self.v_cache = annotate(List[Tensor], [])
    self.slopes = torch.zeros([0])
    self.spent = [0, 0, 0, 0]
    self.since = 0
    # The last line of this file: a text that has attributes of its own goes on here.
