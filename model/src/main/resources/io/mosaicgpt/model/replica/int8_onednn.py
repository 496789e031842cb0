
  # ---- products of int8 by oneDNN: exact sums for any numbers, where the processor has VNNI ------------------------------

  # Whether products of the largest numbers are added right. Without VNNI they are added in pairs, in 16 bits, which saturate.
  def has_exact_sums(self: __torch__.MosaicGpt) -> bool:
    w = ops.onednn.qlinear_prepack(torch.full([64, 64], 127, dtype=1), [1, 64])
    sums = self.product(torch.full([1, 64], 255, dtype=0), w, torch.ones([64]))
    return torch.equal(sums, torch.full_like(sums, 64.0 * 255.0 * 127.0))

  # What each row of w [out, in] is divided by, so that it fits int8.  [out]
  def scales(self: __torch__.MosaicGpt, w: Tensor) -> Tensor:
    return torch.maximum(torch.amax(w, [1]), torch.neg(torch.amin(w, [1]))) / 127.0

  # w [out, in] int8, scale [out]
  def pack(self: __torch__.MosaicGpt, index: int, w: Tensor, scale: Tensor) -> NoneType:
    self.linear_weight[index] = ops.onednn.qlinear_prepack(w, [1, w.size(1)])
    self.linear_scale[index] = scale
    return None

  # x [tokens, in] uint8  ->  x w^T * scale [tokens, out] float32
  def multiply(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return self.product(torch.contiguous(x), self.linear_weight[index], self.linear_scale[index])

  def product(self: __torch__.MosaicGpt, x: Tensor, w: Tensor, scale: Tensor) -> Tensor:
    zeros = torch.zeros([1], dtype=4)
    return ops.onednn.qlinear_pointwise(x, 1.0, 0, w, scale, zeros, None, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "")
