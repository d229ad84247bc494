#!/usr/bin/env bash
# One front door for everything that needs more than `dotnet build`. Run `./build.sh help` for the list.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
configuration=Release
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
    cat <<'TEXT'
usage: ./build.sh COMMAND [arguments passed on]

  build            restore and build everything
  demo             learn from 50 pairs of digits, predict 100 unseen ones, print one table and write a page of pictures
  colours          learn how palettes move onto one another, recolour photographs, write a page of pictures
  gallery          run both samples and rewrite the pictures in docs/gallery
  test             run every test project, the kernels' tests also with hardware paths switched off
  bench [--short]  run the benchmarks and rewrite docs/benchmarks.md: under 20 minutes, with --short under 5; --peers, --accuracy,
                   --roofline, --memory and --stages print that part alone
  soak [--short]   a long run of small, partly hostile rows through save, load and PredictionEngine
  pack             make the NuGet package (only where the Microsoft.ML package can be restored)
  probe            ask the package feed again whether Microsoft.ML can be restored

Environment: MLNetSource=package|standin skips the question; MLNetVersion and RestoreAdditionalProjectSources
name another version of Microsoft.ML and a further package folder.
TEXT
}

fail() {
    echo "build.sh: $*" >&2
    exit 1
}

require_dotnet() {
    command -v dotnet >/dev/null 2>&1 ||
        fail "the .NET SDK 10 or later is needed, but 'dotnet' is not on the PATH. Get it from https://dotnet.microsoft.com/download"
    local version
    version="$(cd "$root" && dotnet --version 2>/dev/null)" ||
        fail "'dotnet --version' fails; is an SDK installed (not only a runtime)? Version 10 or later is needed."
    [ "${version%%.*}" -ge 10 ] 2>/dev/null ||
        fail "the .NET SDK 10 or later is needed, and 'dotnet --version' says $version. Get it from https://dotnet.microsoft.com/download"
}

xml_escape() {
    sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g' <<<"$1"
}

# Restores a project of one reference in a temporary folder: the only sure way to know what a feed carries.
package_restores() {
    local folder status=0
    folder="$(mktemp -d)"
    cat >"$folder/Probe.csproj" <<TEXT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.ML" Version="$(xml_escape "$version")" /></ItemGroup>
</Project>
TEXT
    [ -f "$root/NuGet.config" ] && cp "$root/NuGet.config" "$folder/"
    dotnet restore "$folder/Probe.csproj" -v q >"$folder/log" 2>&1 || status=$?
    rm -rf "$folder"
    return "$status"
}

choose_source() {
    version="${MLNetVersion:-5.0.0}"
    if [ -n "${MLNetSource:-}" ]; then
        [ "$MLNetSource" = package ] || [ "$MLNetSource" = standin ] ||
            fail "the environment variable MLNetSource is '$MLNetSource'; 'package' and 'standin' are what there is."
        export MLNetSource
        echo "ML.NET source: $MLNetSource (the environment variable MLNetSource says so)"
        return
    fi
    local note="$root/artifacts/MLNetSource.props" folders="${RestoreAdditionalProjectSources:-}" key how
    key="<MLNetSourceAnswers>Microsoft.ML $(xml_escape "$version") in '$(xml_escape "$folders")'</MLNetSourceAnswers>"
    if [ "${1:-}" != again ] && [ -f "$note" ] && grep -qF -- "$key" "$note"; then
        MLNetSource="$(sed -n 's:.*<MLNetSource>\(.*\)</MLNetSource>.*:\1:p' "$note")"
        how="remembered in artifacts/MLNetSource.props; './build.sh probe' asks again"
    else
        MLNetSource=standin
        if package_restores; then MLNetSource=package; fi
        mkdir -p "$root/artifacts"
        {
            echo "<Project>"
            echo "  <PropertyGroup>"
            echo "    $key"
            echo "    <MLNetSource>$MLNetSource</MLNetSource>"
            echo "    <MLNetVersion Condition=\"'\$(MLNetVersion)' == ''\">$(xml_escape "$version")</MLNetVersion>"
            [ -z "$folders" ] ||
                echo "    <RestoreAdditionalProjectSources>$(xml_escape "$folders")</RestoreAdditionalProjectSources>"
            echo "  </PropertyGroup>"
            echo "</Project>"
        } >"$note.new"
        mv "$note.new" "$note"
        how="the feed was asked"
    fi
    export MLNetSource
    if [ "$MLNetSource" = package ]; then
        echo "ML.NET source: package (Microsoft.ML $version; $how)"
    else
        echo "ML.NET source: standin (Microsoft.ML $version does not restore here, so eng/MLNetStandIn takes its place; $how)"
    fi
}

build() {
    dotnet build "$1" -c "$configuration" -v q "${@:2}"
}

run_project() {
    build "$root/$1"
    dotnet run --project "$root/$1" -c "$configuration" --no-build -- "${@:2}"
}

# run_tests PROJECT NAME [arguments]: one line with the counts of one run; adds them to the total.
run_tests() {
    local project="$1" name="$2" trx="$results/$2.trx" log="$results/$2.log" status=0
    shift 2
    dotnet test "$project" -c "$configuration" --no-build --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" "$@" >"$log" 2>&1 || status=$?
    local counters="" count_passed=0 count_failed=0 count_all=0
    [ -f "$trx" ] && counters="$(grep -o '<Counters [^>]*>' "$trx" | head -n 1)"
    if [ -n "$counters" ]; then
        count_passed="$(sed 's/.* passed="\([0-9]*\)".*/\1/' <<<"$counters")"
        count_failed="$(sed 's/.* failed="\([0-9]*\)".*/\1/' <<<"$counters")"
        count_all="$(sed 's/.* total="\([0-9]*\)".*/\1/' <<<"$counters")"
    fi
    local count_skipped=$((count_all - count_passed - count_failed)) remark=""
    if [ "$status" -ne 0 ] && [ "$count_failed" -eq 0 ]; then
        count_failed=1
        remark=" (the run itself failed, exit code $status)"
    fi
    printf '%-46s %5d passed, %d failed, %d skipped%s\n' "$name" "$count_passed" "$count_failed" "$count_skipped" "$remark"
    [ "$count_failed" -eq 0 ] || { grep -v '^\s*$' "$log" | tail -n 120; }
    passed=$((passed + count_passed))
    failed=$((failed + count_failed))
    skipped=$((skipped + count_skipped))
}

run_all_tests() {
    results="$root/artifacts/test-results"
    rm -rf "$results"
    mkdir -p "$results"
    passed=0 failed=0 skipped=0
    build "$root/Microsoft.ML.SlicedOT.sln" || { echo "0 passed, 1 failed" && return 1; }
    local project name knob kernels="$root/test/Kernels.Tests"
    for project in "$root"/test/*.Tests; do
        name="$(basename "$project")"
        run_tests "$project" "$name" "$@"
    done
    # The vector kernels choose their width when they are compiled, so each narrower machine is a run of its own;
    # with arguments (a filter, say) a person is looking at some tests, and the plain runs will do.
    [ $# -gt 0 ] || for knob in EnableAVX512 EnableAVX2 EnableHWIntrinsic; do
        export "DOTNET_$knob=0"
        run_tests "$kernels" "Kernels.Tests without ${knob#Enable}" --filter "Hardware!=Any"
        unset "DOTNET_$knob"
    done
    if [ "$skipped" -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [ "$failed" -eq 0 ]
}

command="${1:-help}"
[ $# -eq 0 ] || shift
case "$command" in
    help | -h | --help) usage && exit 0 ;;
    build | demo | colours | gallery | test | bench | soak | pack | probe) ;;
    *) usage >&2 && fail "unknown command '$command'" ;;
esac

require_dotnet
if [ "$command" = probe ]; then choose_source again; else choose_source; fi
case "$command" in
    build) build "$root/Microsoft.ML.SlicedOT.sln" "$@" ;;
    demo) run_project samples/DigitTransport --page "$root/artifacts/digit-transport.html" "$@" ;;
    colours) run_project samples/ColourTransfer --page "$root/artifacts/colour-transfer.html" "$@" ;;
    gallery)
        run_project samples/DigitTransport --page "$root/artifacts/digit-transport.html" --gallery "$root/docs/gallery" "$@"
        run_project samples/ColourTransfer --page "$root/artifacts/colour-transfer.html" --gallery "$root/docs/gallery"
        ;;
    test) run_all_tests "$@" ;;
    bench) run_project test/Benchmarks --output "$root/docs/benchmarks.md" "$@" ;;
    soak) run_project test/Soak "$@" ;;
    pack) dotnet pack "$root/eng/Package" -c "$configuration" -o "$root/artifacts/packages" "$@" ;;
esac
