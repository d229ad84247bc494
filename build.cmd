@echo off
rem The same commands as build.sh, for Windows. UNTESTED: written alongside build.sh, never run on Windows.
setlocal EnableExtensions EnableDelayedExpansion
set "root=%~dp0"
set "configuration=Release"
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"

set "command=%~1"
if "%command%"=="" goto usage
set "rest="
shift
:collect
if not "%~1"=="" (
    set rest=!rest! %1
    shift
    goto collect
)
for %%c in (build demo colours gallery test bench soak pack probe) do if "%command%"=="%%c" goto known
:usage
echo usage: build.cmd build ^| demo ^| colours ^| gallery ^| test ^| bench ^| soak ^| pack ^| probe  [arguments passed on]
exit /b 1

:known
set "version="
pushd "%root%"
for /f "delims=. tokens=1" %%v in ('dotnet --version 2^>nul') do set "version=%%v"
popd
if "%version%"=="" (
    echo build.cmd: the .NET SDK 10 or later is needed, but 'dotnet' was not found. Get it from https://dotnet.microsoft.com/download
    exit /b 1
)
if %version% LSS 10 (
    echo build.cmd: the .NET SDK 10 or later is needed, and 'dotnet --version' begins with %version%.
    exit /b 1
)

call :choose
if "%command%"=="build" ( dotnet build "%root%Microsoft.ML.SlicedOT.sln" -c %configuration% -v q %rest% & exit /b !errorlevel! )
if "%command%"=="demo" ( dotnet run --project "%root%samples\DigitTransport" -c %configuration% -- --page "%root%artifacts\digit-transport.html" %rest% & exit /b !errorlevel! )
if "%command%"=="colours" ( dotnet run --project "%root%samples\ColourTransfer" -c %configuration% -- --page "%root%artifacts\colour-transfer.html" %rest% & exit /b !errorlevel! )
if "%command%"=="gallery" ( dotnet run --project "%root%samples\DigitTransport" -c %configuration% -- --page "%root%artifacts\digit-transport.html" --gallery "%root%docs\gallery" %rest% && dotnet run --project "%root%samples\ColourTransfer" -c %configuration% -- --page "%root%artifacts\colour-transfer.html" --gallery "%root%docs\gallery" & exit /b !errorlevel! )
if "%command%"=="bench" ( dotnet run --project "%root%test\Benchmarks" -c %configuration% -- --output "%root%docs\benchmarks.md" %rest% & exit /b !errorlevel! )
if "%command%"=="soak" ( dotnet run --project "%root%test\Soak" -c %configuration% -- %rest% & exit /b !errorlevel! )
if "%command%"=="pack" ( dotnet pack "%root%eng\Package" -c %configuration% -o "%root%artifacts\packages" %rest% & exit /b !errorlevel! )
if "%command%"=="test" ( call :test & exit /b !errorlevel! )
exit /b 0

:choose
if "%MLNetVersion%"=="" set "MLNetVersion=5.0.0"
if not "%MLNetSource%"=="" (
    echo ML.NET source: %MLNetSource% ^(the environment variable MLNetSource says so^)
    exit /b 0
)
set "note=%root%artifacts\MLNetSource.props"
set "key=Microsoft.ML %MLNetVersion% in '%RestoreAdditionalProjectSources%'"
if not "%command%"=="probe" if exist "%note%" (
    findstr /l /c:"%key%" "%note%" >nul && (
        findstr /l /c:"<MLNetSource>package</MLNetSource>" "%note%" >nul && set "MLNetSource=package" || set "MLNetSource=standin"
        echo ML.NET source: !MLNetSource! ^(remembered in artifacts\MLNetSource.props; 'build.cmd probe' asks again^)
        exit /b 0
    )
)
set "folder=%TEMP%\SlicedOTProbe%RANDOM%"
mkdir "%folder%"
> "%folder%\Probe.csproj" (
    echo ^<Project Sdk="Microsoft.NET.Sdk"^>^<PropertyGroup^>^<TargetFramework^>net10.0^</TargetFramework^>^</PropertyGroup^>
    echo ^<ItemGroup^>^<PackageReference Include="Microsoft.ML" Version="%MLNetVersion%" /^>^</ItemGroup^>^</Project^>
)
dotnet restore "%folder%\Probe.csproj" -v q >nul 2>nul && set "MLNetSource=package" || set "MLNetSource=standin"
rmdir /s /q "%folder%"
if not exist "%root%artifacts" mkdir "%root%artifacts"
> "%note%" (
    echo ^<Project^>
    echo   ^<PropertyGroup^>^<MLNetSourceAnswers^>%key%^</MLNetSourceAnswers^>^<MLNetSource^>%MLNetSource%^</MLNetSource^>
    echo   ^<MLNetVersion Condition="'$(MLNetVersion)' == ''"^>%MLNetVersion%^</MLNetVersion^>
    if not "%RestoreAdditionalProjectSources%"=="" echo   ^<RestoreAdditionalProjectSources^>%RestoreAdditionalProjectSources%^</RestoreAdditionalProjectSources^>
    echo   ^</PropertyGroup^>
    echo ^</Project^>
)
echo ML.NET source: %MLNetSource% ^(Microsoft.ML %MLNetVersion%; the feed was asked^)
exit /b 0

:test
set "results=%root%artifacts\test-results"
if exist "%results%" rmdir /s /q "%results%"
dotnet build "%root%Microsoft.ML.SlicedOT.sln" -c %configuration% -v q
if errorlevel 1 exit /b 1
set "status=0"
for /d %%p in ("%root%test\*.Tests") do call :run "%%p" "%%~nxp" %rest%
if "%rest%"=="" for %%k in (EnableAVX512 EnableAVX2 EnableHWIntrinsic) do (
    set "DOTNET_%%k=0"
    call :run "%root%test\Kernels.Tests" "Kernels.Tests without %%k" --filter "Hardware!=Any"
    set "DOTNET_%%k="
)
powershell -NoProfile -Command "$p=0;$f=0;$t=0; Get-ChildItem -LiteralPath $env:results -Filter *.trx | ForEach-Object { $c=([xml](Get-Content -LiteralPath $_.FullName)).TestRun.ResultSummary.Counters; $p+=[int]$c.passed; $f+=[int]$c.failed; $t+=[int]$c.total }; $s=$t-$p-$f; if ($f -eq 0 -and $env:status -ne '0') { $f=1 }; $line=\"$p passed, $f failed\"; if ($s -gt 0) { $line+=\", $s skipped\" }; $line"
exit /b %status%

:run
dotnet test %1 -c %configuration% --no-build --results-directory "%results%" --logger "trx;LogFileName=%~2.trx" %3 %4 %5 %6 %7 %8 %9
if errorlevel 1 set "status=1"
exit /b 0
