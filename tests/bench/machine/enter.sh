# Sourced by run.sh: unpacks what the machine lacks and sets PATH, APP and PYTHON.
WORK=${WORK:-${TMPDIR:-/tmp}/frameloom-gpu}
APP=$WORK/app
mkdir -p "$WORK/bin"
rm -rf "$APP" && cp -r "$HERE/app" "$APP"
xz -dqf "$APP"/node_modules/webgpu/dist/linux-x64/*.xz 2>/dev/null || true
if [ -e "$HERE/node.xz" ]; then
  [ -x "$WORK/bin/node" ] || { xz -dc "$HERE/node.xz" > "$WORK/bin/node" && chmod +x "$WORK/bin/node"; }
  export PATH="$WORK/bin:$PATH"
fi
# NVIDIA's Vulkan driver needs the loader, and libglvnd even where nothing is drawn by OpenGL.
if ! ldconfig -p 2>/dev/null | grep -q libvulkan || ! ldconfig -p 2>/dev/null | grep -q libGLdispatch; then
  for deb in "$HERE"/*.deb; do [ -e "$deb" ] && dpkg -x "$deb" "$WORK/system"; done
  export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$WORK/system/usr/lib/x86_64-linux-gnu"
fi
# Drivers that containers mount are not where the loader looks.
for icd in /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json /etc/vulkan/icd.d/nvidia_icd.json; do
  if [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ] && [ -e "$icd" ]; then export VK_DRIVER_FILES="$icd"; fi
done
PYTHON=${PYTHON:-python3}
export PYTHONUNBUFFERED=1 APP PYTHON
echo "node $(node --version), ${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-the default Vulkan driver}}"
