// What a device can do, as far as it decides the texts of kernels and their plans.

/** The least that every WebGPU has: no subgroups, no f16, 256 invocations, 16 KiB of workgroup memory, 8 bindings. */
export interface DeviceProfile {
  /** Sizes that a subgroup may have; null without the feature. */
  readonly subgroups: { readonly least: number; readonly most: number } | null;
  /** Whether texts may say `enable f16;`. */
  readonly hasF16: boolean;
  /** maxComputeInvocationsPerWorkgroup, and no less maxComputeWorkgroupSizeX. */
  readonly mostInvocations: number;
  /** maxComputeWorkgroupStorageSize */
  readonly workgroupBytes: number;
  /** maxComputeWorkgroupsPerDimension */
  readonly mostWorkgroups: number;
  /** maxStorageBuffersPerShaderStage */
  readonly mostBindings: number;
  /** maxStorageBufferBindingSize */
  readonly bindingBytes: number;
  /** Bytes of scratch that a plan may ask for; a single step may need more. */
  readonly roomBytes: number;
}
