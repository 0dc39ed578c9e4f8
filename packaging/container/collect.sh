# FFmpeg with the libraries that it links, and no others: what Debian's package asks for besides
# (drivers of graphics cards, a compiler for them) is half of it. Then what nobody loads.
set -eu
made=$1
ldd /usr/bin/ffmpeg /usr/bin/ffprobe | awk '$2 == "=>" {print $3}' | sort -u > /build/linked
for file in /usr/bin/ffmpeg /usr/bin/ffprobe $(cat /build/linked); do
    real=$(readlink -f "$file")
    install -D "$real" "$made/usr${file#/usr}"
done
cd "$made/opt/matinee/libraries"
find botocore/data -mindepth 1 -maxdepth 1 -type d \
    ! -name s3 ! -name sts ! -name mediaconvert -exec rm -r {} +
rm -rf bin boto3/examples
python3 -m compileall -q . ../backend ../runtime
