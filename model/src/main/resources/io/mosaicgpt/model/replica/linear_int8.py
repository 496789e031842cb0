
  # ---- linears: weights in int8, one scale per row; x86 CPU only -------------------------------------------------------
  #
  # Who multiplies is in a text of its own: `scales`, `pack` and `multiply`. Sums of products are whole numbers, so no kernel can
  # make them differ: only what is done to each number before and after.
  #
  # Large models have a few channels with numbers tens of times those of the others, and a row of activations has one scale
  # for all of them. So what can be multiplied into weights is, before they are rounded: a layer norm's weight into the linear behind
  # it, and the size of each channel of v into out_proj. Norms and biases are set before linears, and linears in their order.

  def set_linear(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    # Changed in place: what is allocated anew for every operator has to be zeroed by the system, page by page.
    w = torch.to(self.staged(dtype, shape), 6)                                                    # [out, in]
    part = index % 4
    if part == 0 and index < 4 * self.layers:
      w = self.fold_norm(index, index, w)
      if self.clip == 0.0:
        w = self.level_v(index, w)
    if part == 2:
      w = self.fold_norm(index, index + 1, w)
    if part == 1 and self.linear_weight[index].size(0) > 0:
      w = torch.mul_(w, self.linear_weight[index])
    scale = torch.clamp(self.scales(w), 1e-12)                                                    # [out]
    w = torch.round_(torch.div_(w, torch.unsqueeze(scale, 1)))
    # Whole numbers below 2^24: exact in float32.
    self.linear_sum[index] = torch.mul(torch.sum(w, [1]), scale)                                  # [out]
    self.pack(index, torch.to(w, 1), scale)
    return None

  # The norm keeps neither weight nor bias.  w [out, in]
  def fold_norm(self: __torch__.MosaicGpt, index: int, norm: int, w: Tensor) -> Tensor:
    bias = self.norm_bias[norm]
    if bias is not None:
      self.add_bias(index, torch.mv(w, bias))
      self.norm_bias[norm] = None
    weight = self.norm_weight[norm]                                                               # [in]
    self.norm_weight[norm] = torch.ones_like(weight)
    return torch.mul_(w, weight)

  # Rows of v become as long as each other; out_proj is told how long they were.  w [3 * d_model, d_model]
  def level_v(self: __torch__.MosaicGpt, index: int, w: Tensor) -> Tensor:
    v = torch.narrow(w, 0, 2 * self.d_model, self.d_model)
    lengths = torch.clamp(torch.linalg_vector_norm(v, 2, [1]), 1e-12)                             # [d_model]
    self.linear_weight[index + 1] = lengths
    ones = torch.ones([2 * self.d_model])
    factors = torch.cat([ones, torch.reciprocal(lengths)])                                        # [3 * d_model]
    bias = self.linear_bias[index]
    if bias is not None:
      self.linear_bias[index] = torch.mul(bias, factors)
    return torch.mul_(w, torch.unsqueeze(factors, 1))

  def add_bias(self: __torch__.MosaicGpt, index: int, more: Tensor) -> NoneType:
    bias = self.linear_bias[index]
    if bias is not None:
      more = torch.add(bias, more)
    self.linear_bias[index] = more
    return None

  # y = x w^T + b: x [tokens, in], w [out, in], y [tokens, out].
  # Each row of x is stretched to 0 to 255 on its own, from its smallest number to its largest: with one scale for all rows a token would
  # depend on its neighbours. The operator is that of embedding tables, the only one that does so in one pass.
  def linear(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    width = x.size(1)
    stretched = ops.quantized.embedding_bag_byte_prepack(torch.to(x, 6))                           # [tokens, in + 8] uint8
    tail = torch.narrow_copy(stretched, 1, width, 8)                                              # [tokens, 8] uint8
    stretch = torch.view_copy(tail, dtype=6)                                                      # [tokens, 2]: scale, smallest
    smallest = torch.narrow(stretch, 1, 1, 1)                                                     # [tokens, 1]
    if index % 4 == 1 or index % 4 == 3:
      # A row that a norm did not make may have single numbers that are none, and the operator passes over them. This is 0 or NaN.
      smallest = torch.add(smallest, torch.mul(torch.amax(x, [1], True), 0.0))
    y = self.multiply(index, torch.narrow(stretched, 1, 0, width))                                # [tokens, out]
    y = torch.mul_(y, torch.narrow(stretch, 1, 0, 1))
    y = torch.addcmul_(y, smallest, self.linear_sum[index])
    return self.biased(index, y)

  def linear_gelu(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return torch.gelu_(self.linear(index, x))
