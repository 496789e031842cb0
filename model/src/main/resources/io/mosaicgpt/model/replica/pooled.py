    # in __setstate__ of mosaicgpt.py
    self.extra = 0
    self.kernel = 0
    self.block = 0
    self.keys = torch.zeros([0])
    self.values = torch.zeros([0])
    self.layer_keys = annotate(List[Tensor], [])
    self.layer_values = annotate(List[Tensor], [])
    self.wide_values = annotate(List[Tensor], [])
    self.transposed = annotate(List[Tensor], [])
    self.qk_weight = annotate(List[Tensor], [])
    self.qk_bias = annotate(List[Optional[Tensor]], [])
    self.query_extra = torch.zeros([0])
    self.key_extra = torch.zeros([0])

  # ---- one pool for all slots: few launches a step ----------------------------------------------------------------------
  #
  # On a GPU a step of a small batch costs as much as launching its operators does, so nothing here loops over slots. Every
  # position of every slot has a row in `keys` and in `values`; the rows of a slot lie together, Java knows where. One launch
  # a layer writes all tokens of the step, one attends for all of them, each over its own slot's length.
  #
  # Kernels of fused attention take no bias, or only one in the type of q. So ALiBi comes as `extra` more dimensions
  # of q and k: slope * j is a dot product of the slope, in three parts of eight bits, and j, in two. Each part and each product
  # is exact in bfloat16 and float32. One more dimension takes about slope * i away again, which changes no weight, but
  # keeps the sums small.
  extra : int
  kernel : int
  block : int
  keys : Tensor
  values : Tensor
  layer_keys : List[Tensor]
  layer_values : List[Tensor]
  wide_values : List[Tensor]
  transposed : List[Tensor]
  qk_weight : List[Tensor]
  qk_bias : List[Optional[Tensor]]
  query_extra : Tensor
  key_extra : Tensor

  # kernel: 0 matrix products, 1 flash attention, 2 memory-efficient attention. block: linears compute that many rows at a
  # time, always, since the order of a sum depends on the number of rows; 0: all at once.
  # The row behind the last position takes what rows of padding leave.
  def configure_pool(self: __torch__.MosaicGpt, positions: int, longest: int, kernel: int, block: int) -> NoneType:
    self.kernel = kernel
    self.block = block
    self.configure_extra(longest)
    rows = positions + 1
    width = self.heads * self.head_dim
    self.keys = torch.zeros([self.layers, rows, self.heads, self.head_dim + self.extra], dtype=self.storage, device=self.device)
    self.values = torch.zeros([self.layers * rows * width + self.extra], dtype=self.storage, device=self.device)
    for l in range(self.layers):
      self.layer_keys.append(torch.select(self.keys, 0, l))                                       # [rows, heads, head_dim + extra]
      v = torch.view(torch.narrow(self.values, 0, l * rows * width, rows * width), [rows, self.heads, self.head_dim])
      self.layer_values.append(v)                                                                 # [rows, heads, head_dim]
      self.wide_values.append(self.wide(v))
    return None

  # What keys and values of all positions take.
  def pool_bytes(self: __torch__.MosaicGpt) -> List[int]:
    return [torch.numel(self.keys) * torch.element_size(self.keys) + torch.numel(self.values) * torch.element_size(self.values)]

  # Flash attention wants v as wide as k: each head's row goes on into the next one's, and what comes of it is left out.
  def wide(self: __torch__.MosaicGpt, v: Tensor) -> Tensor:
    size = [v.size(0), self.heads, self.head_dim + self.extra]
    return torch.as_strided(v, size, [self.heads * self.head_dim, self.head_dim, 1])              # [rows, heads, head_dim + extra]

  def configure_extra(self: __torch__.MosaicGpt, longest: int) -> NoneType:
    self.extra = 8 if self.alibi and self.kernel > 0 else 0
    if self.extra > 0:
      parts = annotate(List[Tensor], [])
      rest = self.slopes                                                                          # [heads]
      for i in range(3):
        part = torch.to(torch.to(rest, 15), 6)
        parts.append(part * 256.0)
        parts.append(part)
        rest = rest - part
      parts.append(torch.zeros_like(rest))
      parts.append(torch.zeros_like(rest))
      self.query_extra = torch.to(torch.stack(parts, 1), self.storage)                            # [heads, extra]
      j = torch.arange(longest, dtype=4, device=self.device)
      high = torch.floor_divide(j, 256)
      low = torch.remainder(j, 256)
      one = torch.ones_like(j)
      none = torch.zeros_like(j)
      table = torch.stack([high, low, high, low, high, low, one, none], 1)
      self.key_extra = torch.to(torch.unsqueeze(table, 1), self.storage)                          # [longest, 1, extra]
    return None

  # Once the weights are there. Layer norm of q and of k and the scale of the softmax are one product, computed for both at once.
  def prepare(self: __torch__.MosaicGpt) -> NoneType:
    for w in self.linear_weight:
      self.transposed.append(torch.t(w))                                                          # [in, out], a view
    shape = [2, self.heads, self.head_dim]
    scales = torch.view(torch.tensor([self.softmax_scale, 1.0], dtype=6, device=self.device), [2, 1, 1])
    for l in range(self.layers):
      w = torch.ones(shape, device=self.device)
      if self.qk_norm:
        w = torch.view(torch.stack([self.norm_weight[4 * l + 1], self.norm_weight[4 * l + 2]], 0), shape)
      self.qk_weight.append(w * scales)                                                           # [2, heads, head_dim]
      q_bias = self.norm_bias[4 * l + 1]
      k_bias = self.norm_bias[4 * l + 2]
      if q_bias is not None and k_bias is not None:
        self.qk_bias.append(torch.view(torch.stack([q_bias, k_bias], 0), shape) * scales)
      else:
        self.qk_bias.append(None)
    return None

  # Positions of the pool from source to target, which may overlap.
  def move(self: __torch__.MosaicGpt, source: int, target: int, count: int) -> NoneType:
    for l in range(self.layers):
      for table in [self.layer_keys[l], self.layer_values[l]]:
        rows = torch.narrow(table, 0, source, count)
        if abs(source - target) < count:
          rows = torch.clone(rows)
        copied = torch.copy_(torch.narrow(table, 0, target, count), rows)
    return None

  # ---- attention over the pool --------------------------------------------------------------------------------------------

  # q [rows, heads, head_dim + extra], already scaled; piece p is its rows from starts[p] to starts[p + 1], and sees `lengths[p]`
  # rows of k and v from firsts[p] on, up to its own last. The same three on the device, in int32. Rows of no piece are left
  # as they come.
  def attend_pool(self: __torch__.MosaicGpt, q: Tensor, k: Tensor, v: Tensor, wide_v: Tensor, pieces: List[List[int]], limits: List[Tensor], most: List[int]) -> Tensor:
    if self.kernel == 1:
      out, unused1, unused2, unused3, unused4 = torch._flash_attention_forward(q, k, wide_v, limits[0], limits[1], most[0], most[1], 0.0, True, False, scale=1.0, seqused_k=limits[2])
      out = torch.narrow(out, 2, 0, self.head_dim)                                                # [rows, heads, head_dim]
    elif self.kernel == 2:
      out, unused1, unused2, unused3, unused5, unused6 = torch._efficient_attention_forward(torch.unsqueeze(q, 0), torch.unsqueeze(k, 0), torch.unsqueeze(v, 0), None, limits[0], limits[1], most[0], most[1], 0.0, 2, False, scale=1.0, seqlen_k=limits[2])
      out = torch.squeeze(out, 0)
    else:
      out = self.attend_by_products(q, k, v, pieces, limits)
    return torch.reshape(out, [q.size(0), self.d_model])                                          # [rows, d_model]

  # Pieces of one token, which come first, are computed together, padded to the longest; the others one by one.
  def attend_by_products(self: __torch__.MosaicGpt, q: Tensor, k: Tensor, v: Tensor, pieces: List[List[int]], limits: List[Tensor]) -> Tensor:
    starts, firsts, lengths = pieces
    q = torch.to(torch.narrow(q, 2, 0, self.head_dim), 6)
    k = torch.narrow(k, 2, 0, self.head_dim)
    outs = annotate(List[Tensor], [])
    singles = 0
    while singles < len(lengths) and starts[singles + 1] - starts[singles] == 1:
      singles = singles + 1
    if singles > 0:
      longest = 0
      for p in range(singles):
        longest = max(longest, lengths[p])
      first = torch.unsqueeze(torch.narrow(limits[1], 0, 0, singles), 1)                          # [singles, 1]
      length = torch.unsqueeze(torch.narrow(limits[2], 0, 0, singles), 1)
      j = torch.unsqueeze(torch.arange(longest, dtype=3, device=self.device), 0)                  # [1, longest]
      beyond = torch.ge(j, length)                                                                # [singles, longest]
      rows = torch.view(torch.add(first, torch.masked_fill(torch.mul(torch.ones_like(first), j), beyond, 0)), [-1])
      shape = [singles, longest, self.heads, self.head_dim]
      keys = torch.permute(torch.to(torch.view(torch.index_select(k, 0, rows), shape), 6), [0, 2, 1, 3])
      values = torch.permute(torch.to(torch.view(torch.index_select(v, 0, rows), shape), 6), [0, 2, 1, 3])
      scores = torch.squeeze(torch.matmul(keys, torch.unsqueeze(torch.narrow(q, 0, 0, singles), 3)), 3) # [singles, heads, longest]
      if self.alibi:
        distance = torch.to(torch.add(torch.sub(j, length), 1), 6)                                # [singles, longest]
        scores = torch.add(scores, torch.mul(torch.view(self.slopes, [1, self.heads, 1]), torch.unsqueeze(distance, 1)))
      scores = torch.masked_fill(scores, torch.unsqueeze(beyond, 1), -inf)
      weights = torch.unsqueeze(torch.softmax(scores, -1), 2)                                     # [singles, heads, 1, longest]
      outs.append(torch.squeeze(torch.matmul(weights, values), 2))                                # [singles, heads, head_dim]
    for p in range(singles, len(lengths)):
      count = starts[p + 1] - starts[p]
      keys = torch.to(torch.narrow(k, 0, firsts[p], lengths[p]), 6)                               # [keys, heads, head_dim]
      values = torch.to(torch.narrow(v, 0, firsts[p], lengths[p]), 6)
      queries = torch.transpose(torch.narrow(q, 0, starts[p], count), 0, 1)                       # [heads, count, head_dim]
      scores = torch.bmm(queries, torch.permute(keys, [1, 2, 0]))                                 # [heads, count, keys]
      weights = torch.softmax(torch.add(scores, self.bias(torch.arange(lengths[p] - count, lengths[p], device=self.device), lengths[p])), -1)
      outs.append(torch.transpose(torch.bmm(weights, torch.transpose(values, 0, 1)), 0, 1))       # [count, heads, head_dim]
    padding = q.size(0) - starts[len(lengths)]
    if padding > 0:
      outs.append(torch.zeros([padding, self.heads, self.head_dim], device=self.device))
    return torch.to(torch.cat(outs, 0), self.storage)                                             # [rows, heads, head_dim]

  # The largest difference of this kernel from matrix products, on a pool of its own: one decoding sequence, one chunk.
  def difference(self: __torch__.MosaicGpt, kernel: int, longest: int) -> float:
    self.kernel = kernel
    self.configure_extra(longest)
    lengths = [longest, longest // 2 + 1, longest // 2]
    counts = [1, 1, longest // 4 + 1]
    starts = [0, 1, 2, 2 + counts[2]]
    firsts = [longest, 2 * longest, 3, 0]
    rows = 3 * longest
    size = rows * self.heads * (self.head_dim + self.extra) + self.extra
    wave = torch.sin(torch.arange(3 * size, dtype=7, device=self.device) * 12.9898) * 1.5
    wave = torch.to(wave, self.storage)
    k = torch.view(torch.narrow(wave, 0, size, rows * self.heads * (self.head_dim + self.extra)), [rows, self.heads, self.head_dim + self.extra])
    v = torch.view(torch.narrow(torch.narrow(wave, 0, 2 * size, size), 0, 0, rows * self.heads * self.head_dim), [rows, self.heads, self.head_dim])
    q = torch.view(torch.narrow(wave, 0, 0, starts[3] * self.heads * (self.head_dim + self.extra)), [starts[3], self.heads, self.head_dim + self.extra])
    q = torch.mul(q, 0.25)
    if self.extra > 0:
      for p in range(3):
        for t in range(lengths[p]):
          copied = torch.copy_(torch.narrow(torch.narrow(k, 0, firsts[p] + t, 1), 2, self.head_dim, self.extra), torch.narrow(self.key_extra, 0, t, 1))
        for t in range(counts[p]):
          self.fill_query_extra(torch.narrow(q, 0, starts[p] + t, 1), torch.tensor([lengths[p] - counts[p] + t], dtype=4, device=self.device))
    limits = annotate(List[Tensor], [])
    for list in [starts, firsts, lengths]:
      limits.append(torch.tensor(list, dtype=3, device=self.device))
    pieces = [starts, firsts, lengths]
    actual = self.attend_pool(q, k, v, self.wide(v), pieces, limits, [counts[2], longest])
    expected = torch.reshape(self.attend_by_products(q, k, v, pieces, limits), [starts[3], self.d_model])
    return float(torch.max(torch.abs(torch.sub(torch.to(actual, 6), torch.to(expected, 6)))))

  # q [rows, heads, head_dim + extra] of tokens at positions [rows]
  def fill_query_extra(self: __torch__.MosaicGpt, q: Tensor, positions: Tensor) -> NoneType:
    copied = torch.copy_(torch.narrow(q, 2, self.head_dim, self.extra), self.query_extra)
    offset = torch.mul(torch.unsqueeze(torch.to(positions, 6), 1), torch.neg(self.slopes))        # [rows, heads]
    copied = torch.copy_(torch.select(q, 2, self.head_dim + 6), offset)
    return None

  # ---- a step ---------------------------------------------------------------------------------------------------------------

  # One operator; torch.linear is six on the way to it, and the way is what a small batch pays for.
  def product(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    bias = self.linear_bias[index]
    if bias is None:
      y = torch.mm(x, self.transposed[index])
    else:
      y = torch.addmm(bias, x, self.transposed[index])
    return y

  # y = x w^T + b, a block of rows at a time
  def rows_linear(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    x = torch.to(x, self.compute)
    if self.block == 0 or x.size(0) <= self.block:
      return self.product(index, x)
    outs = annotate(List[Tensor], [])
    for i in range(x.size(0) // self.block):
      outs.append(self.product(index, torch.narrow(x, 0, i * self.block, self.block)))
    return torch.cat(outs, 0)

  # pieces: starts, firsts and lengths, as attend_pool takes them. packed: of each row the token, the row of the pool that it
  # writes and its position; then the wanted rows; then pieces once more. It is the one thing that goes to the device.
  # Rows and wanted rows beyond the last piece and `wanted` are padding, to a multiple of the block.
  # Returns the logits of the wanted rows, [wanted, vocab], float32.
  def step(self: __torch__.MosaicGpt, packed: List[int], rows: int, wanted: int, starts: List[int], firsts: List[int], lengths: List[int]) -> Tensor:
    d = self.d_model
    n = len(lengths)
    numbers = torch.tensor(packed, dtype=4, device=self.device)
    tokens = torch.narrow(numbers, 0, 0, rows)                                                    # [rows]
    targets = torch.narrow(numbers, 0, rows, rows)                                                # [rows]
    positions = torch.narrow(numbers, 0, 2 * rows, rows)                                          # [rows]
    padded = len(packed) - 3 * rows - 3 * n - 2
    wanted_rows = torch.narrow(numbers, 0, 3 * rows, padded)                                      # [padded]
    ints = torch.to(torch.narrow(numbers, 0, 3 * rows + padded, 3 * n + 2), 3)
    limits = [torch.narrow(ints, 0, 0, n + 1), torch.narrow(ints, 0, n + 1, n + 1), torch.narrow(ints, 0, 2 * n + 2, n)]
    most = [0, 0]
    for p in range(n):
      most[0] = max(most[0], starts[p + 1] - starts[p])
      most[1] = max(most[1], lengths[p])

    x = torch.to(torch.embedding(self.wte, tokens), 6)                                            # [rows, d_model]
    if not self.alibi:
      x = x + torch.to(torch.embedding(self.wpe, positions), 6)
    qk = torch.empty([rows, 2, self.heads, self.head_dim + self.extra], dtype=self.storage, device=self.device)
    q = torch.select(qk, 1, 0)                                                                    # [rows, heads, head_dim + extra]
    k = torch.select(qk, 1, 1)
    normed = torch.narrow(qk, 3, 0, self.head_dim)                                                # [rows, 2, heads, head_dim]
    if self.extra > 0:
      self.fill_query_extra(q, positions)
      copied = torch.copy_(torch.narrow(k, 2, self.head_dim, self.extra), torch.index_select(self.key_extra, 0, positions))
    for l in range(self.layers):
      qkv = self.rows_linear(4 * l, self.norm(4 * l, x))                                          # [rows, 3 * d_model]
      if self.clip > 0.0:
        qkv = torch.clamp_(qkv, -self.clip, self.clip)
      pair = torch.reshape(torch.to(torch.narrow(qkv, 1, 0, 2 * d), 6), [rows, 2, d])
      if self.qk_norm:
        pair = torch.layer_norm(pair, [d], None, None, 1e-05, False)
      pair = torch.view(pair, [rows, 2, self.heads, self.head_dim])
      bias = self.qk_bias[l]
      if bias is None:
        scaled = torch.mul(pair, self.qk_weight[l], out=normed)
      else:
        scaled = torch.add(torch.mul(pair, self.qk_weight[l]), bias, alpha=1, out=normed)
      v = torch.view(torch.narrow(qkv, 1, 2 * d, d), [rows, self.heads, self.head_dim])
      stored = torch.index_copy_(self.layer_keys[l], 0, targets, k)
      stored = torch.index_copy_(self.layer_values[l], 0, targets, v)
      if l == self.layers - 1 and wanted == 0:
        return torch.zeros([0, self.vocab], device=self.device)
      a = self.attend_pool(q, self.layer_keys[l], self.layer_values[l], self.wide_values[l], [starts, firsts, lengths], limits, most)
      if l == self.layers - 1:
        # From here on only the wanted tokens matter: the others have left their k and v.
        x = torch.index_select(x, 0, wanted_rows)                                                 # [padded, d_model]
        a = torch.index_select(a, 0, wanted_rows)
      x = torch.add_(x, self.rows_linear(4 * l + 1, a))
      up = torch.gelu(self.rows_linear(4 * l + 2, self.norm(4 * l + 3, x)))                       # [rows, hidden]
      x = torch.add_(x, self.rows_linear(4 * l + 3, up))
    head = self.rows_linear(4 * self.layers, self.norm(4 * self.layers, x))                       # [padded, wte rows]
    logits = torch.to(torch.narrow(torch.narrow(head, 0, 0, wanted), 1, 0, self.vocab), 6)        # [wanted, vocab]
    return torch.mul(logits, self.logit_scale)

  # The first of the largest logits in each row, -1 for a row that has none; on the CPU.
  def likeliest(self: __torch__.MosaicGpt, logits: Tensor) -> Tensor:
    best = torch.argmax(logits, 1, True)                                                          # [rows, 1]
    # argmax takes a NaN for the largest: such a row has no likeliest id.
    sound = torch.isfinite(torch.gather(logits, 1, best))
    return torch.to(torch.squeeze(torch.where(sound, best, torch.full_like(best, -1)), 1), torch.device("cpu"))

  # Some rows, in one copy; on the CPU.
  def some_rows(self: __torch__.MosaicGpt, logits: Tensor, rows: List[int]) -> Tensor:
    chosen = torch.index_select(logits, 0, torch.tensor(rows, dtype=4, device=self.device))
    return torch.to(chosen, torch.device("cpu"))                                                  # [len(rows), vocab]
